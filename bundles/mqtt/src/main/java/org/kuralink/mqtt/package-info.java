/** The MQTT lines, on Eclipse Paho with limits of our own. */
package org.kuralink.mqtt;
