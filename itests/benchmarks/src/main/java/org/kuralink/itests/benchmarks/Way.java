/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.time.Duration;

/** A transport to the platform. */
enum Way {
  TCP("MQTT", "tcp", false),
  TLS("MQTT tls", "tls", false),
  HTTPS("HTTPS", "https", false),
  COAPS("CoAP DTLS", "coaps", true),
  COAP_SYMMETRIC("CoAP symmetric", "coap-symmetric", true);

  private final String shown;
  private final String transport;
  private final boolean datagrams;

  Way(String shown, String transport, boolean datagrams) {
    this.shown = shown;
    this.transport = transport;
    this.datagrams = datagrams;
  }

  /** As the form of the connection calls it. */
  String transport() {
    return transport;
  }

  boolean isDatagrams() {
    return datagrams;
  }

  Relay relay(int targetPort, Duration roundTrip) {
    return datagrams
        ? new DatagramRelay(targetPort, roundTrip)
        : new DelayRelay(targetPort, roundTrip);
  }

  /** For a table. */
  @Override
  public String toString() {
    return shown;
  }
}
