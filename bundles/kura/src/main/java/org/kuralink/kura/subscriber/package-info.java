/** Subscribers: messages of the platform to Kura's applications and wires. */
package org.kuralink.kura.subscriber;
