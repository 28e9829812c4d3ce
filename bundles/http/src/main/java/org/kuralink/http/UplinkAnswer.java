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
 * The body of a response of the platform (developer guide, tables 3-9 and 3-11).
 *
 * @param message its message, safe for a log
 * @param token of the response to a log-in; empty in others
 * @param messageId the platform's 64-bit id of an accepted message
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

  /** An HTTP status of servers in front of the platform that know tokens but no codes. */
  private static final int UNAUTHORIZED = 401;

  private static final int SHOWN = 200;

  /** The characters of the platform's tokens, and twice their length. */
  private static final String TOKEN = "[\\x21-\\x7e]{1,512}";

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * Reads a body.
   *
   * @param server for messages
   * @throws LineException if it is not a response of the platform
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
      throw foreign(server, "its response " + e.getMessage());
    }
    throw foreign(server, "its response has no numeric code");
  }

  /** Returns an integer, which may be a string. */
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

  /** Returns the exception for a response with another HTTP status than 200. */
  static LineException status(int status, HttpsServer server) {
    if (status / 100 == 3) {
      return new LineException(
          Cause.CONFIGURATION, server + " sent a redirect, which is not followed; check host");
    }
    String words = server + " answered with the HTTP status " + status;
    return status == UNAUTHORIZED
        ? LineException.refused(Cause.TOKEN_REFUSED, status, words)
        : new LineException(Cause.PLATFORM, words);
  }

  boolean isSuccess() {
    return code == OK;
  }

  /** Returns whether another token may help. */
  boolean refusesToken() {
    return code == TOKEN_EXPIRED || code == NO_TOKEN || code == TOKEN_UNKNOWN;
  }

  /** Returns the exception for a response to a log-in without a token. */
  LineException noToken() {
    if (code == NOT_LET_IN) {
      return refused(
          Cause.WRONG_SECRET,
          "the platform did not accept the log-in ("
              + words()
              + "): the device secret is wrong, the device does not exist, or this machine's clock is"
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
        isSuccess()
            ? "the platform accepted the log-in without a token"
            : "the log-in failed: " + words());
  }

  /** Returns the exception for a response to a message that was not accepted. */
  LineException notTaken() {
    if (code == TOO_MANY) {
      return LineException.throttled((int) code, "the platform throttles messages: " + words());
    }
    if (code == WRONG_PARAMETERS) {
      return LineException.unfit((int) code, "the platform refuses the message: " + words());
    }
    return refused(
        refusesToken() ? Cause.TOKEN_REFUSED : Cause.PLATFORM,
        "the platform did not accept a message: " + words());
  }

  private LineException refused(Cause cause, String message) {
    return LineException.refused(
        cause, (int) Math.max(0, Math.min(code, Integer.MAX_VALUE)), message);
  }

  private String words() {
    return code + (message.isEmpty() ? "" : " " + message);
  }
}
