/** The platform's time. */
package org.kuralink.thing.time;
