/** Who we are: signatures, dynamic registration, log-in tokens, and the store of issued secrets. */
package org.kuralink.login;
