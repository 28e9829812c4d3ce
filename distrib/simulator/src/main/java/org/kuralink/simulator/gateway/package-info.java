/** Sub-devices behind gateways: registration, topology, sessions, their limits. */
@NullMarked
package org.kuralink.simulator.gateway;

import org.jspecify.annotations.NullMarked;
