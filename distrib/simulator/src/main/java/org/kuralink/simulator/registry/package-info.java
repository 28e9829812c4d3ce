/** Products and devices, in memory and on disk. */
@NullMarked
package org.kuralink.simulator.registry;

import org.jspecify.annotations.NullMarked;
