/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * What the platform says in the body of an answer (developer guide, tables 3-9 and 3-11).
 *
 * @param message its words, fit for a log
 * @param token of an answer to a log-in; empty in others
 * @param messageId what the platform calls a message that it took; of 64 bits
 */
record UplinkAnswer(long code, String message, String token, OptionalLong messageId) {

  static final int MOST_BYTES = 64 * 1024;

  private static final int OK = 0;
  private static final int WRONG_PARAMETERS = 10_001;
  private static final int NOT_LET_IN = 20_000;
  private static final int TOKEN_EXPIRED = 20_001;
  private static final int NO_TOKEN = 20_002;
  private static final int TOKEN_UNKNOWN = 20_003;
  private static final int TOO_MANY = 40_000;

  /** Of HTTP: what stands before a platform may know tokens and no codes. */
  private static final int UNAUTHORIZED = 401;

  private static final int SHOWN = 200;

  /** As the platform sends them, and no longer than twice that. */
  private static final String TOKEN = "[\\x21-\\x7e]{1,512}";

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * Reads a body.
   *
   * @param server for people
   * @throws LineException if it is not what the platform sends
   */
  static UplinkAnswer read(byte[] body, HttpsServer server) throws LineException {
    try {
      Map<String, ?> answer = Json.readObject(body);
      Map<?, ?> info = answer.get("info") instanceof Map<?, ?> known ? known : Map.of();
      Object token = info.get("token");
      OptionalLong code = number(answer.get("code"));
      if (code.isPresent()) {
        Object words = answer.get("message");
        return new UplinkAnswer(
            code.getAsLong(),
            words == null ? "" : VisibleText.of(words.toString(), SHOWN),
            token instanceof String text && text.matches(TOKEN) ? text : "",
            number(info.get("messageId")));
      }
    } catch (JsonException e) {
      throw foreign(server, "its answer " + e.getMessage());
    }
    throw foreign(server, "its answer has no code that is a number");
  }

  /** A whole number, be it written as a text. */
  private static OptionalLong number(@Nullable Object value) {
    if (value instanceof Long number) {
      return OptionalLong.of(number);
    }
    return value instanceof String digits && WHOLE_NUMBER.matcher(digits).matches()
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }

  private static LineException foreign(HttpsServer server, String detail) {
    return new LineException(
        Cause.PLATFORM,
        server + " does not answer as the platform does: " + detail + "; check host and port");
  }

  /** An answer of HTTP alone; its body says nothing that counts. */
  static LineException status(int status, HttpsServer server) {
    if (status / 100 == 3) {
      return new LineException(
          Cause.CONFIGURATION, server + " sends us elsewhere, which is not followed; check host");
    }
    String words = server + " answered with the HTTP status " + status;
    return status == UNAUTHORIZED
        ? LineException.refused(Cause.TOKEN_REFUSED, status, words)
        : new LineException(Cause.PLATFORM, words);
  }

  boolean isSuccess() {
    return code == OK;
  }

  /** Whether another token may help. */
  boolean refusesToken() {
    return code == TOKEN_EXPIRED || code == NO_TOKEN || code == TOKEN_UNKNOWN;
  }

  /** What this answer to a log-in means that gave no token. */
  LineException noToken() {
    if (code == NOT_LET_IN) {
      return refused(
          Cause.WRONG_SECRET,
          "the platform did not accept the log-in ("
              + words()
              + "): the device secret is wrong, it knows no such device, or this machine's clock is"
              + " more than 15 minutes off; check product.key, device.name, device.secret and"
              + " region");
    }
    if (code == WRONG_PARAMETERS) {
      return refused(
          Cause.CONFIGURATION,
          "the platform does not understand the log-in (" + words() + "); check client.id");
    }
    return refused(
        Cause.PLATFORM,
        isSuccess() ? "the platform let us in without a token" : "no log-in: " + words());
  }

  /** What this answer to a message means that was not taken. */
  LineException notTaken() {
    if (code == TOO_MANY) {
      return LineException.throttled((int) code, "the platform wants fewer messages: " + words());
    }
    if (code == WRONG_PARAMETERS) {
      return LineException.unfit((int) code, "the platform refuses the message: " + words());
    }
    return refused(
        refusesToken() ? Cause.TOKEN_REFUSED : Cause.PLATFORM,
        "the platform did not take a message: " + words());
  }

  private LineException refused(Cause cause, String message) {
    return LineException.refused(
        cause, (int) Math.max(0, Math.min(code, Integer.MAX_VALUE)), message);
  }

  private String words() {
    return code + (message.isEmpty() ? "" : " " + message);
  }
}
