/** Files on the simulator's disk. */
@NullMarked
package org.kuralink.simulator.disk;

import org.jspecify.annotations.NullMarked;
