/** The command line. */
@NullMarked
package org.kuralink.simulator.cli;

import org.jspecify.annotations.NullMarked;
