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

/**
 * The transports: four of MQTT, and those over which devices publish without a permanent
 * connection.
 */
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
  HTTP(false, false),
  /** CoAP on DTLS. */
  COAPS(true, false),
  /** CoAP whose messages alone are encrypted, with a key of the device's secret. */
  COAP(false, false);

  /** The MQTT transports. */
  static final Set<Transport> MQTT = Collections.unmodifiableSet(EnumSet.range(TCP, WSS));

  /** The protocols. */
  public enum Kind {
    /** Connections that stay. */
    MQTT,
    /** With HTTP. */
    HTTPS,
    /** Both modes of it. */
    COAP;

    /** Returns the name. */
    public String word() {
      return this == COAP ? "CoAP" : name();
    }
  }

  private final boolean encrypted;
  private final boolean webSocket;

  Transport(boolean encrypted, boolean webSocket) {
    this.encrypted = encrypted;
    this.webSocket = webSocket;
  }

  /** Whether TLS or DTLS protects it. */
  public boolean encrypted() {
    return encrypted;
  }

  /** Whether it goes over WebSocket. */
  public boolean webSocket() {
    return webSocket;
  }

  /** Returns the kind; sessions over transports of the same kind replace each other. */
  public Kind kind() {
    if (MQTT.contains(this)) {
      return Kind.MQTT;
    }
    return this == COAPS || this == COAP ? Kind.COAP : Kind.HTTPS;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
