/** The simulator of the platform: start it from a shell or from a test. */
@NullMarked
package org.kuralink.simulator;

import org.jspecify.annotations.NullMarked;
