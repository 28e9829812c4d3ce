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
 * The result of a log-in.
 *
 * @param token sent with each message
 * @param random the source of the key of symmetric encryption; empty with DTLS
 * @param offset sequence numbers must be higher; 0 with DTLS
 */
record CoapCredentials(Secret token, Optional<String> random, long offset) {

  /** The characters of the platform's tokens, and twice their length. */
  private static final String TEXT = "[\\x21-\\x7e]{1,512}";

  /** A limit that no sequence number reaches, even with a message every microsecond. */
  private static final long MOST = Long.MAX_VALUE / 2;

  /**
   * Reads the response to a log-in (developer guide, table 3-5).
   *
   * @throws LineException if it is not a response of the platform
   */
  static CoapCredentials read(CoapAnswer given, CoapAddress server) throws LineException {
    Map<String, ?> answer;
    try {
      answer = given.cbor() ? Cbor.readObject(given.payload()) : Json.readObject(given.payload());
    } catch (JsonException | CborException e) {
      throw CoapAnswer.foreign(server, "its response to the log-in " + e.getMessage());
    }
    Secret token = Secret.of(text(answer, "token", server));
    return server.secure()
        ? new CoapCredentials(token, Optional.empty(), 0)
        : new CoapCredentials(
            token, Optional.of(text(answer, "random", server)), offset(answer, server));
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
