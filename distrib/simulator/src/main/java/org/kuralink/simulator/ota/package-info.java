/** Firmware versions of products, update jobs, and the messages of devices about them. */
@NullMarked
package org.kuralink.simulator.ota;

import org.jspecify.annotations.NullMarked;
