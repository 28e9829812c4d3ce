/** Who may come in: signatures, tokens, dynamic registration. */
@NullMarked
package org.kuralink.simulator.auth;

import org.jspecify.annotations.NullMarked;
