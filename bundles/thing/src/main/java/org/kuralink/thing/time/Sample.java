/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.time;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.json.Json;

/**
 * One request for the platform's time and its answer.
 *
 * @param platform the time of the platform when the answer arrived
 * @param way the round-trip time, without the time that the platform took
 */
record Sample(Instant platform, Duration way) {

  static final String SENT = "deviceSendTime";

  private static final String RECEIVED = "serverRecvTime";
  private static final String ANSWERED = "serverSendTime";

  /** No clock of the platform shows an earlier time. */
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final int MAX_BYTES = 4096;

  /** The platform rounds to milliseconds, so the difference of two times may be 1 ms too large. */
  private static final long ROUNDING = 1;

  /** Tells whether an answer belongs to the request that was sent with this time. */
  static boolean answers(byte[] payload, String sent) {
    return read(payload).map(answer -> sent.equals(text(answer.get(SENT)))).orElse(false);
  }

  /**
   * Reads an answer.
   *
   * @param elapsed the time since the request was sent
   * @return empty if its times are missing or impossible
   */
  static Optional<Sample> of(byte[] payload, Duration elapsed) {
    Map<?, ?> answer = read(payload).orElse(Map.of());
    Optional<Instant> received = time(answer.get(RECEIVED));
    Optional<Instant> answered = time(answer.get(ANSWERED));
    if (received.isEmpty() || answered.isEmpty()) {
      return Optional.empty();
    }
    Duration taken = Duration.between(received.get(), answered.get());
    Duration way = elapsed.minus(taken);
    if (taken.isNegative() || way.plusMillis(ROUNDING).isNegative()) {
      return Optional.empty();
    }
    Duration there = way.isNegative() ? Duration.ZERO : way;
    return Optional.of(new Sample(answered.get().plus(there.dividedBy(2)), there));
  }

  private static Optional<Map<?, ?>> read(byte[] payload) {
    if (payload.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Json.read(JsonText.wrap(payload)) instanceof Map<?, ?> answer
          ? Optional.of(answer)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof Long || value instanceof String || value instanceof BigDecimal
        ? value.toString()
        : "";
  }

  private static Optional<Instant> time(@Nullable Object value) {
    try {
      Instant time = Instant.ofEpochMilli(Long.parseLong(text(value)));
      return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? Optional.empty() : Optional.of(time);
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
