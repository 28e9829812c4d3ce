/** Alink envelopes and topics: bytes and characters to values and back, in one pass each. */
package org.kuralink.codec;
