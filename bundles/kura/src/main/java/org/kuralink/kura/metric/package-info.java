/** Converts between Kura's metrics and the platform's values. */
package org.kuralink.kura.metric;
