/** The thing model of a product and its validation. */
@NullMarked
package org.kuralink.simulator.tsl;

import org.jspecify.annotations.NullMarked;
