/** The certificate authorities and certificates of the simulator. */
@NullMarked
package org.kuralink.simulator.tls;

import org.jspecify.annotations.NullMarked;
