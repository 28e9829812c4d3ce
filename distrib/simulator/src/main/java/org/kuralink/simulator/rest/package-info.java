/** HTTP: REST, live events, the page, and the endpoints of devices. */
@NullMarked
package org.kuralink.simulator.rest;

import org.jspecify.annotations.NullMarked;
