/** The life cycle of a device: disable, enable, delete; log upload; time. */
@NullMarked
package org.kuralink.simulator.life;

import org.jspecify.annotations.NullMarked;
