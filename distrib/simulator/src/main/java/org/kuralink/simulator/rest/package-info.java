/** HTTP: REST, live events, the page, and the addresses devices call. */
@NullMarked
package org.kuralink.simulator.rest;

import org.jspecify.annotations.NullMarked;
