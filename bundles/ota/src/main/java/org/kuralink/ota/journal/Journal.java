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
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.wire.Order;
import org.kuralink.store.Medium;
import org.kuralink.store.record.RecordFile;

/**
 * The transitions of updates in a file, one JSON line each. Each line is complete: the last intact
 * line is the present situation. A line is on disk when {@link #append} returns. Not safe for use
 * by several threads.
 */
public final class Journal implements Closeable {

  /** The number of transitions that the file holds at least. */
  private static final int KEPT = 100;

  private static final int MOST = 300;
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final RecordFile file;
  private final Clock clock;
  private Situation situation = Situation.INITIAL;
  private long number;
  private int count;
  private long bytes;

  private Journal(RecordFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Opens a journal, which need not exist yet. */
  public static Journal open(Path file, Clock clock) throws IOException {
    return open(Medium.disk(), file, clock);
  }

  /** Opens a journal on a medium. */
  static Journal open(Medium medium, Path path, Clock clock) throws IOException {
    Journal journal = new Journal(new RecordFile(medium, path, MAX_BYTES), clock);
    for (Line line : journal.lines()) {
      journal.situation = line.situation();
      journal.number = line.entry().number();
      journal.count++;
    }
    return journal;
  }

  private List<Line> lines() throws IOException {
    return file.read().stream().map(Journal::read).flatMap(Optional::stream).toList();
  }

  /** Returns the present situation. */
  public Situation situation() {
    return situation;
  }

  /** Returns the transitions on the disk, oldest first; any thread may call. */
  public List<JournalEntry> entries() throws IOException {
    return lines().stream().map(Line::entry).toList();
  }

  /** Appends a transition; when this returns it survives a power cut. */
  public void append(Situation next, String detail) throws IOException {
    String order = next.order().map(Order::toString).orElse("");
    JournalEntry entry = new JournalEntry(number + 1, clock.instant(), next.state(), order, detail);
    String text = text(new Line(entry, next));
    if (count >= MOST || bytes > MAX_BYTES / 2) {
      shorten(text);
    } else {
      bytes = file.append(text, true);
    }
    situation = next;
    number++;
    count++;
  }

  /** Rewrites the file with its last lines, some of which are long, and one more. */
  private void shorten(String last) throws IOException {
    List<String> all = file.read();
    int first = all.size();
    for (long room = MAX_BYTES / 4; first > Math.max(0, all.size() - KEPT) && room > 0; first--) {
      room -= all.get(first - 1).length();
    }
    List<String> kept = new ArrayList<>(all.subList(first, all.size()));
    kept.add(last);
    bytes = file.replace(kept);
    count = kept.size() - 1;
  }

  /** Closes the file until the next transition: there is one file for each of many devices. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Returns a line as ASCII JSON without line breaks. */
  private static String text(Line line) {
    Situation situation = line.situation();
    JsonObject json = new JsonObject();
    json.addProperty("number", line.entry().number());
    json.addProperty("time", line.entry().time().toString());
    json.addProperty("state", situation.state().name());
    json.addProperty("detail", line.entry().detail());
    situation.order().ifPresent(order -> json.add("order", ofOrder(order)));
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

  /** Parses a line; empty if this version did not write it. */
  private static Optional<Line> read(String text) {
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

  private static Line line(JsonObject json) {
    Optional<Order> order = Optional.ofNullable(json.getAsJsonObject("order")).map(Journal::order);
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
                    Collectors.toMap(
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
    return new Line(entry, situation);
  }

  private static JsonObject ofOrder(Order order) {
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

  /** A transition, as an entry for the operator and with its whole situation. */
  record Line(JournalEntry entry, Situation situation) {}
}
