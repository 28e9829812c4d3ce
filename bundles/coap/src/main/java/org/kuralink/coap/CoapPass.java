/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import co.nstant.in.cbor.CborException;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineException;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * What a log-in brings.
 *
 * @param token goes with each message
 * @param random what the key of symmetric encryption is made from; empty with DTLS
 * @param offset numbers of messages are greater; 0 with DTLS
 */
record CoapPass(Secret token, Optional<String> random, long offset) {

  /** As the platform sends them, and no longer than twice that. */
  private static final String TEXT = "[\\x21-\\x7e]{1,512}";

  /** So far no sequence comes, even if a message were sent every microsecond. */
  private static final long MOST = Long.MAX_VALUE / 2;

  /**
   * Reads the answer to a log-in (developer guide, table 3-5).
   *
   * @throws LineException if it is not what the platform sends
   */
  static CoapPass read(CoapAnswer given, CoapAddress server) throws LineException {
    Map<String, ?> answer;
    try {
      answer = given.cbor() ? Cbor.readObject(given.payload()) : Json.readObject(given.payload());
    } catch (JsonException | CborException e) {
      throw CoapAnswer.foreign(server, "its answer to the log-in " + e.getMessage());
    }
    Secret token = Secret.of(text(answer, "token", server));
    return server.secure()
        ? new CoapPass(token, Optional.empty(), 0)
        : new CoapPass(token, Optional.of(text(answer, "random", server)), offset(answer, server));
  }

  private static String text(Map<String, ?> answer, String name, CoapAddress server)
      throws LineException {
    if (answer.get(name) instanceof String text && text.matches(TEXT)) {
      return text;
    }
    throw CoapAnswer.foreign(server, "its answer to the log-in has no usable " + name);
  }

  private static long offset(Map<String, ?> answer, CoapAddress server) throws LineException {
    Object offset = answer.get("seqOffset");
    if (offset instanceof Long number && number >= 0 && number <= MOST) {
      return number;
    }
    if (offset instanceof String digits && digits.matches("[0-9]{1,18}")) {
      return Long.parseLong(digits);
    }
    throw CoapAnswer.foreign(server, "its answer to the log-in has no usable seqOffset");
  }
}
