/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages and log-ins of sub-devices in the journal of the platform. */
final class SubDeviceArrivals {

  private static final Pattern NAME = Pattern.compile("\"deviceName\":\"([^\"]+)\"");
  private static final Pattern TOO_OFTEN = Pattern.compile("too many subDeviceOnline");
  private static final long MINUTE = 60_000;

  private final Map<String, List<Integer>> posts = new HashMap<>();
  private final Map<String, List<Long>> logins = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> refused = new TreeMap<>();
  private int count;

  synchronized void event(String name, JsonObject message) {
    if (!name.equals("message")) {
      return;
    }
    String topic = message.get("topic").getAsString();
    boolean down = message.get("direction").getAsString().equals("down");
    if (message.has("note")) {
      refused.merge(
          (down ? "down, " : "up, ") + message.get("note").getAsString(), 1, Integer::sum);
      return;
    }
    if (down) {
      if (topic.endsWith("login_reply")
          && TOO_OFTEN.matcher(message.get("payload").getAsString()).find()) {
        wrong.add(message.toString());
      }
    } else if (topic.endsWith("/combine/login") || topic.endsWith("/combine/batch_login")) {
      login(message);
    } else if (topic.endsWith("/thing/event/property/post")) {
      post(message, false);
    } else if (topic.endsWith("/thing/event/property/batch/post")) {
      post(message, true);
    }
  }

  private void login(JsonObject message) {
    if (message.get("truncated").getAsBoolean()) {
      wrong.add("a batch that is not kept whole: " + message.get("size"));
    }
    Matcher names = NAME.matcher(message.get("payload").getAsString());
    while (names.find()) {
      logins
          .computeIfAbsent(names.group(1), device -> new ArrayList<>())
          .add(message.get("time").getAsLong());
    }
  }

  private void post(JsonObject message, boolean batch) {
    List<Integer> values =
        posts.computeIfAbsent(message.get("deviceName").getAsString(), device -> new ArrayList<>());
    JsonObject params =
        JsonParser.parseString(message.get("payload").getAsString())
            .getAsJsonObject()
            .getAsJsonObject("params");
    List<JsonElement> came = new ArrayList<>();
    if (batch) {
      JsonElement list = params.getAsJsonObject("properties").get(GatewayVictim.POSTED);
      if (list != null) {
        list.getAsJsonArray().forEach(came::add);
      }
    } else if (params.has(GatewayVictim.POSTED)) {
      came.add(params.get(GatewayVictim.POSTED));
    }
    came.forEach(value -> values.add(value(value)));
    count += came.size();
  }

  private static int value(JsonElement value) {
    return (value instanceof JsonObject timed ? timed.get("value") : value).getAsInt();
  }

  synchronized int count() {
    return count;
  }

  /** Values of a device in the order in which each came for the first time. */
  synchronized List<Integer> first(String device) {
    return posts.getOrDefault(device, List.of()).stream().distinct().toList();
  }

  synchronized int repeated() {
    return posts.values().stream()
        .mapToInt(values -> values.size() - (int) values.stream().distinct().count())
        .sum();
  }

  /** The most log-ins of a device within any minute. */
  synchronized int mostLogins() {
    int most = 0;
    for (List<Long> times : logins.values()) {
      for (long start : times) {
        int within = (int) times.stream().filter(at -> at >= start && at < start + MINUTE).count();
        most = Math.max(most, within);
      }
    }
    return most;
  }

  /** How many messages the platform did not take or send, by why. */
  synchronized Map<String, Integer> refused() {
    return Map.copyOf(refused);
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }
}
