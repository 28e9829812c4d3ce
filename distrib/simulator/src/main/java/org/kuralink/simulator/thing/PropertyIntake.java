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
import java.util.Optional;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.tsl.Tsl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one reported value, bare or with its time, if the TSL allows it (spec 9.5). */
record PropertyIntake(Device device, Tsl tsl, long now) {
  private static final Logger LOG = LoggerFactory.getLogger(PropertyIntake.class);

  private record Timed(JsonElement value, long time, Optional<String> problem) {}

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
    return new Timed(value, time, tsl.reportProblem(name, value));
  }

  /** Whether it is {@code {"value": ..., "time": ...}}, the time being optional. */
  static boolean hasTime(JsonElement given) {
    if (!given.isJsonObject() || !given.getAsJsonObject().has("value")) {
      return false;
    }
    JsonElement time = given.getAsJsonObject().get("time");
    return time == null || (time instanceof JsonPrimitive number && number.isNumber());
  }

  private void ignore(String name, String problem) {
    device.ignore(name, problem, now);
    LOG.debug("{}: property {} ignored: {}", device.key(), name, problem);
  }
}
