/** How we get in: one MQTT link at a time, on Eclipse Paho, with limits of our own. */
package org.kuralink.connection.mqtt;
