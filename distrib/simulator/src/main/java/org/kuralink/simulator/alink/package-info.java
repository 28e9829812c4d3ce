/**
 * Alink envelopes and topics: dispatches requests of devices to capabilities and sends requests to
 * devices.
 */
@NullMarked
package org.kuralink.simulator.alink;

import org.jspecify.annotations.NullMarked;
