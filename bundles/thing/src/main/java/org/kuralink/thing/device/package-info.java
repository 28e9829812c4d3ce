/** What is kept of each device: what the platform has made of it, and its last values. */
package org.kuralink.thing.device;
