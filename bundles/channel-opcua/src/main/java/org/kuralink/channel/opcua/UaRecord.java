/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldPointStatus.Quality;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.FieldServerStatus.State;

/** The state of a server and its points, for status displays. Thread-safe; no method blocks. */
final class UaRecord implements UaTransport.RequestCount {

  private static final Duration HALF_HOUR = Duration.ofMinutes(30);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST_LOSSES = 10_000;

  private record Key(UaDevice device, String name) {}

  private final UaTarget target;
  private final Clock clock;

  // Guarded by this.
  private final Map<Key, FieldPointStatus> points = new LinkedHashMap<>();
  private final Deque<Instant> losses = new ArrayDeque<>();
  private State state = State.CONNECTING;
  private Optional<String> error = Optional.empty();
  private Optional<Instant> errorAt = Optional.empty();
  private Optional<Duration> roundTrip = Optional.empty();
  private long requests;
  private long failures;
  private Optional<Instant> outageSince = Optional.empty();
  private long outageFailures;

  UaRecord(UaTarget target, Clock clock) {
    this.target = target;
    this.clock = clock;
    for (UaDevice device : target.devices().values()) {
      for (String name : device.properties().keySet()) {
        put(device, name, Quality.BAD, Optional.empty(), Optional.empty(), Optional.empty());
      }
    }
  }

  private void put(
      UaDevice device,
      String name,
      Quality quality,
      Optional<Object> value,
      Optional<Instant> at,
      Optional<String> why) {
    points.put(
        new Key(device, name),
        new FieldPointStatus(device.identity(), name, quality, value, at, why));
  }

  Instant now() {
    return clock.instant();
  }

  /** Records the state; returns whether it has changed. */
  synchronized boolean state(State now) {
    boolean other = state != now;
    state = now;
    if (now != State.CONNECTED) {
      points.replaceAll(
          (key, point) ->
              point.quality() == Quality.GOOD
                  ? new FieldPointStatus(
                      point.device(),
                      point.identifier(),
                      Quality.STALE,
                      point.value(),
                      point.at(),
                      error)
                  : point);
    }
    return other;
  }

  private void error(String words) {
    error = Optional.of(words);
    errorAt = Optional.of(now());
  }

  /** Records the loss of the connection; returns whether the loss or its reason is new. */
  synchronized boolean outage(String words) {
    boolean other = outageSince.isEmpty() || !Optional.of(words).equals(error);
    begin(words);
    return other;
  }

  private void begin(String words) {
    if (outageSince.isEmpty()) {
      outageSince = Optional.of(now());
      outageFailures = 0;
    }
    outageFailures++;
    error(words);
  }

  /** Records a connection; returns a text about the time without one. */
  synchronized String recovered() {
    String words =
        outageSince
            .map(
                since ->
                    " after "
                        + Duration.between(since, now()).toSeconds()
                        + " s and "
                        + outageFailures
                        + (outageFailures == 1 ? " failure" : " failures"))
            .orElse("");
    outageSince = Optional.empty();
    return words;
  }

  synchronized Optional<String> lastError() {
    return error;
  }

  synchronized void lost(String words) {
    begin(words);
    losses.addLast(now());
    if (losses.size() > MOST_LOSSES) {
      losses.removeFirst();
    }
  }

  @Override
  public synchronized void asked() {
    requests++;
  }

  @Override
  public synchronized void answered(Duration took) {
    roundTrip = Optional.of(took);
  }

  @Override
  public synchronized void unanswered() {
    failures++;
  }

  synchronized void failure(FieldException why) {
    if (why.reason() != FieldException.Cause.REQUEST) {
      error(String.valueOf(why.getMessage()));
    }
  }

  /** Records that a point has no value; the empty name stands for all points of the device. */
  synchronized void bad(UaDevice device, String name, String why) {
    for (String each : name.isEmpty() ? device.properties().keySet() : List.of(name)) {
      if (device.properties().containsKey(each)) {
        put(device, each, Quality.BAD, Optional.empty(), Optional.empty(), Optional.of(why));
      }
    }
  }

  /** Records a value and returns it if it is to be reported. */
  synchronized Optional<Object> value(UaDevice device, String name, DataValue value) {
    FieldPointStatus before = points.get(new Key(device, name));
    Optional<Object> old = before == null ? Optional.empty() : before.value();
    Optional<Instant> oldAt = before == null ? Optional.empty() : before.at();
    if (!value.getStatusCode().isGood()) {
      Quality quality = old.isPresent() ? Quality.STALE : Quality.BAD;
      put(device, name, quality, old, oldAt, Optional.of(UaWords.name(value.getStatusCode())));
      return Optional.empty();
    }
    try {
      Object plain = UaValues.toModel(value.getValue().getValue(), UaSession.type(device, name));
      put(device, name, Quality.GOOD, Optional.of(plain), Optional.of(now()), Optional.empty());
      return Optional.of(plain);
    } catch (FieldException e) {
      put(device, name, Quality.BAD, old, oldAt, Optional.of("it " + e.getMessage()));
      return Optional.empty();
    }
  }

  /** Returns why a point has no current value. */
  synchronized Optional<String> why(UaDevice device, String name) {
    FieldPointStatus point = points.get(new Key(device, name));
    return point == null ? Optional.empty() : point.error();
  }

  synchronized FieldServerStatus status() {
    Instant now = now();
    while (!losses.isEmpty() && losses.getFirst().isBefore(now.minus(HALF_HOUR))) {
      losses.removeFirst();
    }
    long minute = losses.stream().filter(each -> each.isAfter(now.minus(MINUTE))).count();
    return new FieldServerStatus(
        target.serverId(),
        state,
        error,
        errorAt,
        roundTrip,
        requests,
        0,
        failures,
        (int) minute,
        losses.size(),
        new ArrayList<>(points.values()));
  }
}
