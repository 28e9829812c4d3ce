/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.journal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.wire.Order;

/** A line of the journal as JSON without line ends, in ASCII. */
final class LineForm {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private LineForm() {}

  static String write(Journal.Line line) {
    Situation situation = line.situation();
    JsonObject json = new JsonObject();
    json.addProperty("number", line.entry().number());
    json.addProperty("time", line.entry().time().toString());
    json.addProperty("state", situation.state().name());
    json.addProperty("detail", line.entry().detail());
    situation.order().ifPresent(order -> json.add("order", write(order)));
    json.addProperty("attempt", situation.attempt());
    json.addProperty("process", situation.process());
    json.addProperty("installer", situation.installer());
    json.addProperty("former", situation.former());
    situation
        .outcome()
        .ifPresent(
            outcome -> {
              json.addProperty("step", outcome.step());
              json.addProperty("description", outcome.description());
            });
    JsonObject committed = new JsonObject();
    situation
        .committed()
        .forEach(
            (module, version) ->
                committed.add(
                    module, GSON.toJsonTree(List.of(version.version(), version.configured()))));
    json.add("committed", committed);
    json.add("handled", GSON.toJsonTree(situation.handled()));
    situation.fetching().ifPresent(since -> json.addProperty("fetching", since.toString()));
    return ascii(GSON.toJson(json));
  }

  /** Empty if the line is none of this version's. */
  static Optional<Journal.Line> read(String text) {
    try {
      JsonObject json = GSON.fromJson(text, JsonObject.class);
      return Optional.of(line(json));
    } catch (JsonParseException
        | NullPointerException
        | ClassCastException
        | IllegalStateException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Journal.Line line(JsonObject json) {
    Optional<Order> order = Optional.ofNullable(json.getAsJsonObject("order")).map(LineForm::order);
    Optional<Outcome> outcome =
        json.has("step")
            ? Optional.of(
                new Outcome(json.get("step").getAsInt(), json.get("description").getAsString()))
            : Optional.empty();
    Map<String, List<String>> committed =
        GSON.fromJson(
            json.get("committed"), new TypeToken<Map<String, List<String>>>() {}.getType());
    List<String> handled =
        GSON.fromJson(json.get("handled"), new TypeToken<List<String>>() {}.getType());
    Situation situation =
        new Situation(
            UpdateState.valueOf(json.get("state").getAsString()),
            order,
            json.get("attempt").getAsInt(),
            json.get("process").getAsString(),
            json.get("installer").getAsString(),
            json.get("former").getAsString(),
            outcome,
            committed.entrySet().stream()
                .collect(
                    java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        entry ->
                            new Situation.Committed(
                                entry.getValue().get(0), entry.getValue().get(1)))),
            handled,
            Optional.ofNullable(json.get("fetching"))
                .map(since -> Instant.parse(since.getAsString())));
    JournalEntry entry =
        new JournalEntry(
            json.get("number").getAsLong(),
            Instant.parse(json.get("time").getAsString()),
            situation.state(),
            order.map(Order::toString).orElse(""),
            json.get("detail").getAsString());
    return new Journal.Line(entry, situation);
  }

  private static JsonObject write(Order order) {
    FirmwareOrder firmware = order.firmware();
    JsonObject json = new JsonObject();
    json.addProperty("id", order.messageId());
    json.addProperty("address", order.address());
    json.addProperty("module", firmware.module());
    json.addProperty("version", firmware.version());
    json.addProperty("size", firmware.size());
    json.addProperty("type", firmware.fileType());
    json.add("digests", GSON.toJsonTree(firmware.digests()));
    json.addProperty("difference", firmware.difference());
    json.addProperty("extension", firmware.extension().toString());
    return json;
  }

  private static Order order(JsonObject json) {
    Map<String, String> digests =
        GSON.fromJson(json.get("digests"), new TypeToken<Map<String, String>>() {}.getType());
    FirmwareOrder firmware =
        new FirmwareOrder(
            json.get("module").getAsString(),
            json.get("version").getAsString(),
            json.get("size").getAsLong(),
            json.get("type").getAsString(),
            digests,
            json.get("difference").getAsBoolean(),
            JsonText.of(json.get("extension").getAsString()));
    return new Order(firmware, json.get("id").getAsString(), json.get("address").getAsString());
  }

  private static String ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        ascii.append(c);
      } else {
        ascii.append(String.format("\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }
}
