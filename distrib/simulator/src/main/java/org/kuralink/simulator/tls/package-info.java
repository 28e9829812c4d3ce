/** The simulator's own certificate authority and certificate. */
@NullMarked
package org.kuralink.simulator.tls;

import org.jspecify.annotations.NullMarked;
