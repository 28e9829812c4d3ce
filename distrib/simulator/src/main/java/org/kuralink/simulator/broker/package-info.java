/** The MQTT broker: four transports, one session per device. */
@NullMarked
package org.kuralink.simulator.broker;

import org.jspecify.annotations.NullMarked;
