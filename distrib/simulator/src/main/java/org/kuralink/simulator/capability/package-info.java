/** The table of everything the platform can do for devices. */
@NullMarked
package org.kuralink.simulator.capability;

import org.jspecify.annotations.NullMarked;
