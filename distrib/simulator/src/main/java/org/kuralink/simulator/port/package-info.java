/** Ports that the simulator listens on. */
@NullMarked
package org.kuralink.simulator.port;

import org.jspecify.annotations.NullMarked;
