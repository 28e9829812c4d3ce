/** The thing model capabilities: properties, events, services, raw data and tags. */
@NullMarked
package org.kuralink.simulator.thing;

import org.jspecify.annotations.NullMarked;
