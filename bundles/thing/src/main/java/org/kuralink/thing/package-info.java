/** A device as the platform models it: properties posted, set and read. */
package org.kuralink.thing;
