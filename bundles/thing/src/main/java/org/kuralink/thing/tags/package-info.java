/** The device's tags on the platform. */
package org.kuralink.thing.tags;
