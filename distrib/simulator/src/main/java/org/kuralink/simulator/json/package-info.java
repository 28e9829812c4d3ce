/** A strict JSON parser that rejects invalid input at any depth. */
@NullMarked
package org.kuralink.simulator.json;

import org.jspecify.annotations.NullMarked;
