/** Fault injection for tests. */
@NullMarked
package org.kuralink.simulator.fault;

import org.jspecify.annotations.NullMarked;
