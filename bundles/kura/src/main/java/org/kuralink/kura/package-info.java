/** Kura's view of a session: cloud connection, publishers, subscribers. */
package org.kuralink.kura;
