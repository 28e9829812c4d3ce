/** The raw data of products whose data format is not Alink JSON, and custom topics. */
package org.kuralink.thing.raw;
