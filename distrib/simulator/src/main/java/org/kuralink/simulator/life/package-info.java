/** The life of a device: disabled, enabled, deleted, what it logs, what time it is. */
@NullMarked
package org.kuralink.simulator.life;

import org.jspecify.annotations.NullMarked;
