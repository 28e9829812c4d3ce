/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.gateway.GatewayStage.Up;
import org.kuralink.json.comparison.JsonComparison;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.login.sign.SignMethod;

/**
 * Plays the rows of a {@code wire.jsonl} as the platform, over a {@link Wire}. It waits for a row
 * of the gateway and compares it, with signatures computed again; it sends a row of the platform.
 * It passes the numbers of other rows, such as actions of a person, to the test.
 */
final class CasePlayer {

  private static final Map<String, String> DEVICE_SECRETS = new HashMap<>();
  private static final Map<String, String> PRODUCT_SECRETS = new HashMap<>();

  static {
    Map<String, Object> identities = GatewayStage.object(resource("/cases/identities.json"));
    ((Map<?, ?>) identities.get("deviceSecrets"))
        .forEach((name, secret) -> DEVICE_SECRETS.put(name.toString(), secret.toString()));
    ((Map<?, ?>) identities.get("productSecrets"))
        .forEach((name, secret) -> PRODUCT_SECRETS.put(name.toString(), secret.toString()));
  }

  private final Wire wire;
  private final List<Map<String, Object>> rows;
  private final Map<Integer, Runnable> deeds = new HashMap<>();
  private final Map<String, Object> ids = new HashMap<>();
  private final List<Up> spare = new ArrayList<>();
  private final List<Never> nevers = new ArrayList<>();
  private int seen;
  private Duration patience = Duration.ofMinutes(2);

  /** The messages between gateway and platform. */
  interface Wire {

    /** Returns the messages of the gateway, in order. */
    List<Up> ups();

    /**
     * The platform sends a message.
     *
     * @param request what it answers, if it answers something
     * @param answered takes what a handler answers where that does not leave as a message
     */
    void send(String topic, Map<?, ?> message, Optional<Up> request, Consumer<Up> answered);

    /** Delivers bytes of the platform. */
    void say(String topic, String payload);

    /** Advances the time. */
    void leap(Duration duration);

    long now();
  }

  private record Never(int row, String topic, int since) {}

  CasePlayer(String name, Wire wire) {
    this.wire = wire;
    rows =
        resource("/cases/" + name + "/wire.jsonl")
            .lines()
            .filter(line -> !line.isBlank())
            .map(GatewayStage::object)
            .toList();
  }

  static String resource(String path) {
    try (InputStream in = CasePlayer.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(path, e);
    }
  }

  static Secret secret(DeviceIdentity device) {
    return Secret.of(DEVICE_SECRETS.get(device.toString()));
  }

  /** Returns the secrets of the identities in the format of the form. */
  static String secrets(DeviceIdentity... devices) {
    Map<String, Object> secrets = new LinkedHashMap<>();
    for (DeviceIdentity each : devices) {
      secrets.put(each.toString(), DEVICE_SECRETS.get(each.toString()));
    }
    return JsonOutput.string(secrets);
  }

  static String productSecrets() {
    return JsonOutput.string(PRODUCT_SECRETS);
  }

  /** Runs an action of the test at a row, before the next row of the wire. */
  CasePlayer at(int row, Runnable deed) {
    deeds.put(row, deed);
    return this;
  }

  CasePlayer patience(Duration longest) {
    patience = longest;
    return this;
  }

  void value(String name, Object value) {
    ids.put(name, value);
  }

  /** Plays all rows. */
  void play() {
    play(1, Integer.MAX_VALUE);
  }

  /** Plays a range of rows. */
  void play(int from, int to) {
    for (Map<String, Object> row : rows) {
      int number = ((Number) row.get("n")).intValue();
      if (number >= from && number <= to) {
        Runnable deed = deeds.get(number);
        if (deed != null) {
          wire.leap(Duration.ofMillis(50));
          deed.run();
        }
        play(number, row);
      }
    }
    for (Never never : nevers) {
      List<Up> since = wire.ups().subList(never.since, wire.ups().size());
      assertEquals(
          List.of(),
          since.stream().filter(up -> up.topic().equals(never.topic)).toList(),
          "row " + never.row);
    }
  }

  private void play(int number, Map<String, Object> row) {
    String topic = (String) row.get("topic");
    switch ((String) row.get("who")) {
      case "gateway" -> await(number, topic, row.get("payload"));
      case "platform" -> {
        if (topic != null) {
          send(topic, row.get("payload"));
        }
      }
      case "wait" -> wire.leap(Duration.ofSeconds(((Number) row.get("seconds")).longValue()));
      case "never" -> {
        if (topic != null) {
          nevers.add(new Never(number, topic, wire.ups().size()));
        }
      }
      default -> wire.leap(Duration.ofMillis(50));
    }
  }

  private void pull() {
    List<Up> all = wire.ups();
    spare.addAll(all.subList(seen, all.size()));
    seen = all.size();
  }

  private void await(int number, String topic, @Nullable Object wanted) {
    long end = wire.now() + patience.toNanos();
    String why = "never came";
    pull();
    while (true) {
      for (Up up : List.copyOf(spare)) {
        if (up.topic().equals(topic)) {
          Map<String, Object> trial = new HashMap<>(ids);
          Optional<String> bad =
              wanted == null ? Optional.empty() : fits(wanted, up.payload(), trial, null, null);
          if (bad.isEmpty()) {
            spare.remove(up);
            ids.putAll(trial);
            ids.keySet().stream()
                .filter(name -> up.id().equals(String.valueOf(ids.get(name))))
                .forEach(name -> requests.put(name, up));
            return;
          }
          why = bad.get();
        }
      }
      if (wire.now() >= end) {
        fail("row " + number + " " + topic + ": " + why + ", but came " + spare);
      }
      wire.leap(Duration.ofMillis(200));
      pull();
    }
  }

  private final Map<String, Up> requests = new HashMap<>();

  private void send(String topic, @Nullable Object payload) {
    if (payload == null) {
      wire.say(topic, "\0not json");
      return;
    }
    Map<?, ?> message = (Map<?, ?>) payload;
    Object id = message.get("id");
    Object filled = fill(payload);
    Up request = id instanceof String name ? requests.get(name.split(" ")[0]) : null;
    wire.send(topic, (Map<?, ?>) filled, Optional.ofNullable(request), spare::add);
    wire.leap(Duration.ofMillis(10));
  }

  private @Nullable Object fill(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> filled = new LinkedHashMap<>();
      map.forEach((name, each) -> filled.put(name, fill(each)));
      return filled;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> filled = new ArrayList<>();
      list.forEach(each -> filled.add(fill(each)));
      return filled;
    }
    if (value instanceof String text && text.startsWith("$")) {
      String name = text.split(" ")[0];
      if (ids.containsKey(name)) {
        Object id = ids.get(name);
        return text.endsWith("as number") ? (Object) Long.valueOf(id.toString()) : id;
      }
    }
    return value;
  }

  private static final List<String> UNSIGNED =
      List.of("sign", "signMethod", "signmethod", "cleanSession");

  private Optional<String> fits(
      @Nullable Object wanted,
      @Nullable Object got,
      Map<String, Object> trial,
      @Nullable Map<?, ?> outer,
      @Nullable Map<?, ?> box) {
    if (wanted instanceof String text) {
      return fitsText(text, got, trial, outer, box);
    }
    if (wanted instanceof Map<?, ?> map) {
      if (!(got instanceof Map<?, ?> object)) {
        return Optional.of("no object");
      }
      for (Map.Entry<?, ?> each : map.entrySet()) {
        if (!object.containsKey(each.getKey())) {
          if ("*".equals(each.getValue())) {
            continue;
          }
          return Optional.of(each.getKey() + " missing");
        }
        Optional<String> bad =
            fits(each.getValue(), object.get(each.getKey()), trial, object, outer);
        if (bad.isPresent()) {
          return bad.map(why -> each.getKey() + ": " + why);
        }
      }
      return Optional.empty();
    }
    if (wanted instanceof List<?> list) {
      return fitsList(list, got, trial, outer);
    }
    return JsonComparison.same(wanted, got)
        ? Optional.empty()
        : Optional.of(got + " for " + wanted);
  }

  private Optional<String> fitsList(
      List<?> wanted, @Nullable Object got, Map<String, Object> trial, @Nullable Map<?, ?> outer) {
    if (!(got instanceof List<?> list) || list.size() != wanted.size()) {
      return Optional.of("list of another length");
    }
    List<Object> rest = new ArrayList<>(list);
    for (Object each : wanted) {
      Optional<Object> hit =
          rest.stream()
              .filter(one -> fits(each, one, new HashMap<>(trial), outer, outer).isEmpty())
              .findFirst();
      if (hit.isEmpty()) {
        return Optional.of("no element fits " + each);
      }
      rest.remove(hit.get());
    }
    return Optional.empty();
  }

  private static Optional<String> fitsText(
      String wanted,
      @Nullable Object got,
      Map<String, Object> trial,
      @Nullable Map<?, ?> outer,
      @Nullable Map<?, ?> box) {
    if (wanted.startsWith("*")) {
      return Optional.empty();
    }
    if (wanted.equals("not 200")) {
      return JsonComparison.same(got, 200L) ? Optional.of("is 200") : Optional.empty();
    }
    if (wanted.startsWith("$sign:") || wanted.startsWith("$psign:")) {
      return signed(wanted, String.valueOf(got), outer, box);
    }
    if (wanted.length() == 2 && wanted.startsWith("$")) {
      trial.putIfAbsent(wanted, String.valueOf(got));
      return trial.get(wanted).equals(String.valueOf(got))
          ? Optional.empty()
          : Optional.of("other id");
    }
    return wanted.equals(got) ? Optional.empty() : Optional.of(got + " for " + wanted);
  }

  /** Computes the signature without the class under test: sorted names and values, HMAC. */
  static Optional<String> signed(
      String wanted, String got, @Nullable Map<?, ?> outer, @Nullable Map<?, ?> box) {
    String name = wanted.substring(wanted.indexOf(':') + 1);
    String secret =
        wanted.startsWith("$psign")
            ? PRODUCT_SECRETS.get(name.split("/")[0])
            : DEVICE_SECRETS.get(name);
    TreeMap<String, Object> members = new TreeMap<>();
    StringBuilder method = new StringBuilder();
    for (Map<?, ?> each : outer == null ? List.<Map<?, ?>>of() : List.of(outer)) {
      each.forEach((key, value) -> members.put(key.toString(), value));
    }
    for (String key : List.of("signMethod", "signmethod")) {
      Object value = members.get(key);
      if (value == null && box != null) {
        value = box.get(key);
      }
      if (value != null && method.length() == 0) {
        method.append(value);
      }
    }
    UNSIGNED.forEach(members::remove);
    StringBuilder content = new StringBuilder();
    members.forEach((key, value) -> content.append(key).append(value));
    String right =
        SignMethod.of(method.toString())
            .orElseThrow(() -> new AssertionError("sign method " + method))
            .sign(Secret.of(secret), content.toString());
    return right.equalsIgnoreCase(got) ? Optional.empty() : Optional.of("wrong sign");
  }
}
