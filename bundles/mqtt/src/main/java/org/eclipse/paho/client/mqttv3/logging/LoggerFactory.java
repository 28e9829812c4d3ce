/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.paho.client.mqttv3.logging;

import org.kuralink.mqtt.PahoLog;

/**
 * Where Paho's classes ask for their log; stands in for Paho's own class of this name, which makes
 * a log for each message that is sent, by the name of its class and with a catalog of texts.
 */
public final class LoggerFactory {

  /** The catalog that Paho names when it asks; there is none. */
  public static final String MQTT_CLIENT_MSG_CAT = "";

  private LoggerFactory() {}

  /** The one log of all of Paho. */
  public static Logger getLogger(String catalog, String name) {
    return PahoLog.ALL;
  }
}
