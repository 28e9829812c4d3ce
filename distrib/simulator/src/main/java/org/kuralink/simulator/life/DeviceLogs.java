/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.life;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.live.Ring;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;

/** Receives the log lines of devices and tells devices whether to send them. */
public final class DeviceLogs implements Capability {
  /** How many lines of a device are kept. */
  public static final int KEPT = 200;

  private static final int MAX_LINES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Set<String> LEVELS = Set.of("DEBUG", "INFO", "WARN", "ERROR", "FATAL");
  private static final List<String> TEXTS = List.of("utcTime", "logLevel", "module", "logContent");

  private final PerDevice<State> states;
  private final Commands commands;
  private final DeviceNews news;

  private record State(Ring<JsonObject> lines, AtomicInteger mode) {
    State() {
      this(new Ring<>(KEPT), new AtomicInteger());
    }
  }

  /** For the devices of the registry. */
  public DeviceLogs(Registry registry, Commands commands, DeviceNews news) {
    this.states = PerDevice.of(registry, State::new);
    this.commands = commands;
    this.news = news;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/log/post", this::post);
    routes.request("thing/config/log/get", this::configuration);
  }

  /** The last lines of the device, oldest first. */
  public List<JsonObject> of(DeviceKey key) {
    return states.of(key).lines.all();
  }

  /** Whether the device is to send its log: 1, or not: 0. */
  public int mode(DeviceKey key) {
    return states.of(key).mode.get();
  }

  /** Changes the mode; a device that is connected is told. */
  public void mode(DeviceKey key, int mode) {
    states.of(key).mode.set(mode);
    var unused = commands.call(key, "thing/config/log/push", content(mode), PATIENCE);
    news.tell(key, "logs");
  }

  private Answer configuration(Request request) {
    boolean asked =
        request.params() instanceof JsonObject params
            && "device".equals(text(params.get("configScope")))
            && "content".equals(text(params.get("getType")));
    return asked
        ? Answer.success(content(mode(request.key())))
        : Answer.badParameters("configScope device and getType content are needed");
  }

  private static JsonObject content(int mode) {
    JsonObject content = new JsonObject();
    content.addProperty("mode", mode);
    JsonObject data = new JsonObject();
    data.addProperty("getType", "content");
    data.add("content", content);
    return data;
  }

  private Answer post(Request request) {
    if (!request.params().isJsonArray()) {
      return Answer.badParameters("params must be an array");
    }
    JsonArray lines = request.params().getAsJsonArray();
    if (lines.size() > MAX_LINES) {
      return Answer.badParameters("at most " + MAX_LINES + " lines a message");
    }
    for (JsonElement line : lines) {
      if (!wellFormed(line)) {
        return Answer.badParameters(
            "a line needs the texts utcTime, logLevel (DEBUG, INFO, WARN, ERROR, FATAL),"
                + " module and logContent");
      }
    }
    Ring<JsonObject> kept = states.of(request.key()).lines;
    lines.forEach(line -> kept.add(line.getAsJsonObject()));
    news.tell(request.key(), "logs");
    return Answer.success();
  }

  private static boolean wellFormed(JsonElement line) {
    return line instanceof JsonObject json
        && TEXTS.stream().noneMatch(name -> text(json.get(name)).isEmpty())
        && LEVELS.contains(text(json.get("logLevel")));
  }

  private static String text(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
  }
}
