/** The files of the simulator. */
@NullMarked
package org.kuralink.simulator.disk;

import org.jspecify.annotations.NullMarked;
