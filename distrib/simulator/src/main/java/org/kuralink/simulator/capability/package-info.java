/** The list of the platform's capabilities. */
@NullMarked
package org.kuralink.simulator.capability;

import org.jspecify.annotations.NullMarked;
