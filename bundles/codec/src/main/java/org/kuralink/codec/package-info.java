/** Encodes and decodes Alink envelopes and topics, each in one pass. */
package org.kuralink.codec;
