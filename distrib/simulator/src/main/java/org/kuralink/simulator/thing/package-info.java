/** What devices ask of the platform and the platform of devices. */
@NullMarked
package org.kuralink.simulator.thing;

import org.jspecify.annotations.NullMarked;
