/** MQTT lines on Eclipse Paho, with our own limits. */
package org.kuralink.mqtt;
