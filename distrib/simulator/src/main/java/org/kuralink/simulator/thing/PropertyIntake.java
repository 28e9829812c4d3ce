/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.tsl.Tsl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts reported values, with or without their time, if the TSL allows them (spec 9.5). The data
 * of the reply contains a text for each rejected value, as on the platform.
 */
final class PropertyIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PropertyIntake.class);

  /** The text of the platform for a name that is not in the model. */
  private static final String NOT_IN_THE_MODEL = "tsl parse: params not exist";

  /** The maximum of 64 bits; a later time would overflow. */
  private static final BigDecimal LATEST = BigDecimal.valueOf(Long.MAX_VALUE);

  /** How far ahead of the platform the time of a value or an event may be. */
  private static final long AHEAD = Duration.ofHours(24).toMillis();

  private record Timed(JsonElement value, long time, Optional<String> problem) {}

  private final Device device;
  private final Tsl tsl;
  private final long now;
  private final JsonObject refusals;

  PropertyIntake(Device device, Tsl tsl, long now) {
    this(device, tsl, now, new JsonObject());
  }

  /** Creates an intake that shares its answer with others. */
  PropertyIntake(Device device, Tsl tsl, long now, JsonObject refusals) {
    this.device = device;
    this.tsl = tsl;
    this.now = now;
    this.refusals = refusals;
  }

  /** Success, however much was taken; the data says what was not. */
  Answer answer() {
    return Answer.success(refusals);
  }

  /** The newest value. */
  void take(String name, JsonElement given) {
    Timed timed = read(name, given);
    if (timed.problem.isEmpty()) {
      device.report(name, timed.value, timed.time);
    } else {
      ignore(name, timed.problem.get());
    }
  }

  /** A value that may be older than the one that is known. */
  void takePast(String name, JsonElement given) {
    Timed timed = read(name, given);
    if (timed.problem.isEmpty()) {
      device.reportPast(name, timed.value, timed.time);
    } else {
      ignore(name, timed.problem.get());
    }
  }

  private Timed read(String name, JsonElement given) {
    Optional<String> problem = tsl.reportProblem(name, given);
    if (problem.isEmpty() || !hasTime(given)) {
      return new Timed(given, now, problem);
    }
    JsonObject pair = given.getAsJsonObject();
    JsonElement value = pair.get("value");
    long time = pair.has("time") ? pair.get("time").getAsLong() : now;
    return new Timed(value, time, tsl.reportProblem(name, value).or(() -> tooFarAhead(time, now)));
  }

  /** Returns the error of a time that the platform does not accept. */
  static Optional<String> tooFarAhead(long time, long now) {
    return time > now + AHEAD
        ? Optional.of("its time is more than 24 hours ahead")
        : Optional.empty();
  }

  /** Whether it is {@code {"value": ..., "time": ...}}, the time being optional. */
  static boolean hasTime(JsonElement given) {
    if (!given.isJsonObject() || !given.getAsJsonObject().has("value")) {
      return false;
    }
    JsonElement time = given.getAsJsonObject().get("time");
    return time == null
        || (time instanceof JsonPrimitive number
            && number.isNumber()
            && number.getAsBigDecimal().abs().compareTo(LATEST) <= 0);
  }

  private void ignore(String name, String problem) {
    device.ignore(name, problem, now);
    if (!refusals.has(name)) {
      refusals.addProperty(
          name, tsl.knows(name) ? "tsl parse: " + problem + " -> " + name : NOT_IN_THE_MODEL);
    }
    LOG.debug("{}: property {} ignored: {}", device.key(), name, problem);
  }
}
