/** Messages and changes, recorded and streamed. */
@NullMarked
package org.kuralink.simulator.live;

import org.jspecify.annotations.NullMarked;
