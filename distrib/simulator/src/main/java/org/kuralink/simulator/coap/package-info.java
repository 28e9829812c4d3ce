/** Devices that authenticate and publish over CoAP, on DTLS or symmetrically (spec 3.3). */
@NullMarked
package org.kuralink.simulator.coap;

import org.jspecify.annotations.NullMarked;
