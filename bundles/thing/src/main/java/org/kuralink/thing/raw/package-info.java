/** Bytes of products whose data format is no Alink JSON, and custom topics. */
package org.kuralink.thing.raw;
