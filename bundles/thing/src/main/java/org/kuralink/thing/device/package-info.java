/** The devices of a session: their links, life states and last values. */
package org.kuralink.thing.device;
