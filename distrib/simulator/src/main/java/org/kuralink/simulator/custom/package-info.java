/** Topics that a product defines for itself. */
@NullMarked
package org.kuralink.simulator.custom;

import org.jspecify.annotations.NullMarked;
