/** Firmware: versions of products, jobs, and what devices tell of them. */
@NullMarked
package org.kuralink.simulator.ota;

import org.jspecify.annotations.NullMarked;
