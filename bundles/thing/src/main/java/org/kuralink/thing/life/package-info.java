/** What the platform makes of the device: disabled, enabled, deleted. */
package org.kuralink.thing.life;
