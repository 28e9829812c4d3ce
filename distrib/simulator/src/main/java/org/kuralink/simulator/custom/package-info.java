/** Custom topics of products. */
@NullMarked
package org.kuralink.simulator.custom;

import org.jspecify.annotations.NullMarked;
