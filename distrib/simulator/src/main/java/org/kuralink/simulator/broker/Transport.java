/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The ways in: four of MQTT, and what devices publish without a connection to stay. */
public enum Transport {
  /** MQTT on TCP. */
  TCP(false, false),
  /** MQTT on TLS. */
  TLS(true, false),
  /** MQTT on WebSocket. */
  WS(false, true),
  /** MQTT on WebSocket on TLS. */
  WSS(true, true),
  /** HTTP on TLS. */
  HTTPS(true, false),
  /** HTTP, which the platform does not have. */
  HTTP(false, false);

  /** Those of MQTT. */
  static final Set<Transport> MQTT = Collections.unmodifiableSet(EnumSet.range(TCP, WSS));

  private final boolean encrypted;
  private final boolean webSocket;

  Transport(boolean encrypted, boolean webSocket) {
    this.encrypted = encrypted;
    this.webSocket = webSocket;
  }

  /** Whether TLS protects it. */
  public boolean encrypted() {
    return encrypted;
  }

  /** Whether it goes over WebSocket. */
  public boolean webSocket() {
    return webSocket;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
