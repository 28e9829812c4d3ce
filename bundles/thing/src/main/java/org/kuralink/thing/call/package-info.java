/** Requests of the platform that are carried out once, and answered as often as they come. */
package org.kuralink.thing.call;
