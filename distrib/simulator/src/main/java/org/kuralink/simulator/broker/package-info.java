/** MQTT on four transports, one session a device. */
@NullMarked
package org.kuralink.simulator.broker;

import org.jspecify.annotations.NullMarked;
