/** Recording and streaming of messages and changes. */
@NullMarked
package org.kuralink.simulator.live;

import org.jspecify.annotations.NullMarked;
