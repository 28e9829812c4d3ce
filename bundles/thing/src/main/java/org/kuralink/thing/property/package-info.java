/** Properties set and read. */
package org.kuralink.thing.property;
