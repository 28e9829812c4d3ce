/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import java.util.Optional;
import java.util.OptionalInt;
import org.kuralink.simulator.broker.Transport;

/**
 * A request of a device over CoAP.
 *
 * @param method the CoAP method code; 2 is POST
 * @param inBlocks whether it arrived in more than one message
 * @param sequence option 2089
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record CoapAsked(
    int method,
    String path,
    OptionalInt format,
    OptionalInt accept,
    boolean inBlocks,
    Optional<String> token,
    Optional<byte[]> sequence,
    byte[] payload,
    Transport way,
    String remote) {

  static final int POST = 2;
  static final int JSON = 50;
  static final int CBOR = 60;
  static final int OCTETS = 42;
  private static final String TOPIC = "/topic/";

  boolean isAuth() {
    return path.equals("/auth");
  }

  boolean isTopic() {
    return path.startsWith(TOPIC);
  }

  String topic() {
    return path.substring(TOPIC.length() - 1);
  }

  boolean isCbor() {
    return format.orElse(JSON) == CBOR;
  }

  @Override
  public String toString() {
    return "CoapAsked " + path;
  }
}
