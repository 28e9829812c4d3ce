/** Remote configuration of products. */
@NullMarked
package org.kuralink.simulator.cota;

import org.jspecify.annotations.NullMarked;
