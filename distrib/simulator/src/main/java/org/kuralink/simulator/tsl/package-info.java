/** The thing model of a product, as far as the platform checks it. */
@NullMarked
package org.kuralink.simulator.tsl;

import org.jspecify.annotations.NullMarked;
