/** The shadow of each device (spec chapter 7). */
@NullMarked
package org.kuralink.simulator.shadow;

import org.jspecify.annotations.NullMarked;
