/** Devices that authenticate and publish over HTTPS (spec 3.4). */
@NullMarked
package org.kuralink.simulator.https;

import org.jspecify.annotations.NullMarked;
