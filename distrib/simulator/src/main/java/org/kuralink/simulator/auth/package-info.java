/** Authentication: signatures, tokens and dynamic registration. */
@NullMarked
package org.kuralink.simulator.auth;

import org.jspecify.annotations.NullMarked;
