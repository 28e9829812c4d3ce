/** Strict JSON: what is not valid is refused, whatever its depth. */
@NullMarked
package org.kuralink.simulator.json;

import org.jspecify.annotations.NullMarked;
