/** Measures the time of the platform. */
package org.kuralink.thing.time;
