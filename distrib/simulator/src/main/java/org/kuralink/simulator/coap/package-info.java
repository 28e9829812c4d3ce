/**
 * Devices that authenticate and publish over CoAP, with DTLS or symmetric encryption (spec 3.3).
 */
@NullMarked
package org.kuralink.simulator.coap;

import org.jspecify.annotations.NullMarked;
