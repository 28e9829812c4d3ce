/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.Strictness.Validation;

/**
 * One post on its way out: checked value by value, written into messages that are within the
 * platform's limits, and what is wrong with it.
 */
final class Outgoing {

  /** As many values as the platform takes in one message (developer guide 9.5, code 6106). */
  static final int MAX_VALUES = 200;

  /** As many characters as leave a message well below the platform's 256 KB, whatever they are. */
  static final int MAX_CHARACTERS = 60 * 1024;

  private static final String NO_TIME = "has no time, which history must have";

  private final ModelCheck check;
  private final Validation validation;
  private final List<Violation> violations = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();
  private final List<Violation> unwritable = new ArrayList<>();
  private final List<JsonText> messages = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Piece> pieces = new ArrayList<>();
  private int characters;

  Outgoing(ModelCheck check, Validation validation) {
    this.check = check;
    this.validation = validation;
  }

  /** The messages, in the order of sending. */
  List<JsonText> messages() {
    return messages;
  }

  /** What the messages carry, so that it is known in what the platform answers. */
  Set<String> names() {
    return names;
  }

  /** What the model does not allow. */
  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** What the model has otherwise. */
  List<Doubt> doubts() {
    return List.copyOf(doubts);
  }

  /** What forbids to send any of it; empty if it may go. */
  List<Violation> forbidden() {
    List<Violation> all = new ArrayList<>(validation == Validation.REJECT ? violations : List.of());
    all.addAll(unwritable);
    return all;
  }

  /**
   * Writes {@code {"P":…,"Q":{"value":…,"time":…}}}, straight into each message.
   *
   * @return the values in the form of their types
   */
  Map<String, Object> properties(PropertyPost post) {
    Map<String, Object> sent = new LinkedHashMap<>();
    StringBuilder message = new StringBuilder("{");
    int inMessage = 0;
    for (Map.Entry<String, PropertyValue> each : post.values().entrySet()) {
      if (inMessage == MAX_VALUES || message.length() > MAX_CHARACTERS) {
        messages.add(JsonText.of(message.append('}').toString()));
        message.setLength(1);
        inMessage = 0;
      }
      if (inMessage > 0) {
        message.append(',');
      }
      String identifier = each.getKey();
      JsonForm.writeText(message, identifier);
      sent.put(identifier, property(message.append(':'), identifier, identifier, each.getValue()));
      inMessage++;
    }
    if (inMessage > 0) {
      messages.add(JsonText.of(message.append('}').toString()));
    }
    names.addAll(sent.keySet());
    return sent;
  }

  /** Writes one occurrence of an event. */
  void event(EventPost post) {
    StringBuilder message = new StringBuilder();
    if (ModelCheck.isEventIdentifier(post.identifier())) {
      event(message, post.identifier(), post.identifier(), post.event());
    } else {
      unwritable.add(new Violation(post.identifier(), "is no identifier of an event"));
    }
    messages.add(JsonText.of(message.toString()));
    names.addAll(post.event().outputs().keySet());
    names.add(post.identifier());
  }

  /** Writes {@code {"properties":{"P":[…]},"events":{"E":[…]}}}. */
  void batch(BatchPost post) {
    post.properties()
        .forEach(
            (identifier, values) -> {
              for (int i = 0; i < values.size(); i++) {
                StringBuilder json = new StringBuilder();
                property(json, identifier + "[" + i + "]", identifier, values.get(i));
                add(new Piece(false, 0, identifier, json), Outgoing::batch);
              }
            });
    post.events()
        .forEach(
            (identifier, values) -> {
              for (int i = 0; i < values.size(); i++) {
                StringBuilder json = new StringBuilder();
                event(json, identifier + "[" + i + "]", identifier, values.get(i));
                add(new Piece(true, 0, identifier, json), Outgoing::batch);
              }
            });
    end(Outgoing::batch);
  }

  private static String batch(List<Piece> pieces) {
    StringBuilder out = new StringBuilder("{\"properties\":");
    group(out, pieces, false);
    group(out.append(",\"events\":"), pieces, true);
    return out.append('}').toString();
  }

  private static void group(StringBuilder out, List<Piece> pieces, boolean events) {
    Map<String, List<CharSequence>> groups = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      if (piece.isEvent == events) {
        groups.computeIfAbsent(piece.identifier, name -> new ArrayList<>()).add(piece.json);
      }
    }
    String separator = "{";
    for (Map.Entry<String, List<CharSequence>> group : groups.entrySet()) {
      JsonForm.writeText(out.append(separator), group.getKey());
      out.append(":[").append(String.join(",", group.getValue())).append(']');
      separator = ",";
    }
    out.append(groups.isEmpty() ? "{}" : "}");
  }

  /** Writes {@code [{"identity":{…},"properties":[{"P":{"value":…,"time":…}}],"events":[…]}]}. */
  void history(HistoryPost post, DeviceIdentity identity) {
    Function<List<Piece>, String> form = fitting -> history(fitting, identity);
    for (int i = 0; i < post.properties().size(); i++) {
      int moment = i;
      post.properties()
          .get(i)
          .forEach(
              (identifier, value) -> {
                String path = "properties[" + moment + "]." + identifier;
                StringBuilder json = new StringBuilder();
                property(json, path, identifier, value);
                needTime(path, value.time());
                add(new Piece(false, moment, identifier, json), form);
              });
    }
    for (int i = 0; i < post.events().size(); i++) {
      int moment = i;
      post.events()
          .get(i)
          .forEach(
              (identifier, value) -> {
                String path = "events[" + moment + "]." + identifier;
                StringBuilder json = new StringBuilder();
                event(json, path, identifier, value);
                needTime(path, value.time());
                add(new Piece(true, moment, identifier, json), form);
              });
    }
    end(form);
  }

  private void needTime(String path, OptionalLong time) {
    if (time.isEmpty()) {
      unwritable.add(new Violation(path, NO_TIME));
    }
  }

  private static String history(List<Piece> pieces, DeviceIdentity identity) {
    StringBuilder out = new StringBuilder("[{\"identity\":{\"productKey\":");
    JsonForm.writeText(out, identity.productKey());
    JsonForm.writeText(out.append(",\"deviceName\":"), identity.deviceName());
    moments(out.append("},\"properties\":["), pieces, false);
    moments(out.append("],\"events\":["), pieces, true);
    return out.append("]}]").toString();
  }

  private static void moments(StringBuilder out, List<Piece> pieces, boolean events) {
    int moment = -1;
    for (Piece piece : pieces) {
      if (piece.isEvent == events) {
        out.append(moment < 0 ? "{" : moment == piece.moment ? "," : "},{");
        JsonForm.writeText(out, piece.identifier);
        out.append(':').append(piece.json);
        moment = piece.moment;
      }
    }
    out.append(moment < 0 ? "" : "}");
  }

  private void add(Piece piece, Function<List<Piece>, String> form) {
    if (pieces.size() == MAX_VALUES || characters > MAX_CHARACTERS) {
      end(form);
    }
    pieces.add(piece);
    names.add(piece.identifier);
    characters += piece.identifier.length() + piece.json.length();
  }

  private void end(Function<List<Piece>, String> form) {
    if (!pieces.isEmpty()) {
      messages.add(JsonText.of(form.apply(List.copyOf(pieces))));
      pieces.clear();
      characters = 0;
    }
  }

  /** Writes the value of a property, with its time if it has one. */
  private Object property(StringBuilder out, String path, String identifier, PropertyValue value) {
    int before = violations.size();
    Object checked =
        UntypedValue.plain(
            isChecked(value.value())
                ? accepted(check.check(path, identifier, value.value()))
                : value.value());
    guard(
        path,
        before,
        () -> {
          out.append(value.time().isPresent() ? "{\"value\":" : "");
          JsonForm.write(out, check.type(identifier), checked);
          value.time().ifPresent(time -> out.append(",\"time\":").append(time).append('}'));
        });
    return checked;
  }

  /** Writes an event, with its time if it has one. */
  private void event(StringBuilder out, String path, String identifier, EventValue event) {
    int before = violations.size();
    Object checked =
        isChecked(event.outputs())
            ? accepted(check.checkEvent(path, identifier, event.outputs()))
            : event.outputs();
    // An output of that name could be taken for the whole.
    boolean wrapped = event.time().isPresent() || event.outputs().containsKey("value");
    guard(
        path,
        before,
        () -> {
          out.append(wrapped ? "{\"value\":" : "");
          JsonForm.write(out, check.eventType(identifier), checked);
          event.time().ifPresent(time -> out.append(",\"time\":").append(time));
          out.append(wrapped ? "}" : "");
        });
  }

  /** A value without a type is given one even where nobody validates. */
  private boolean isChecked(Object value) {
    return isThere(value) && (validation != Validation.OFF || UntypedValue.isIn(value));
  }

  @SuppressWarnings("ConstantValue")
  private static boolean isThere(Object value) {
    return value != null;
  }

  private Object accepted(CheckedValue result) {
    if (validation != Validation.OFF) {
      violations.addAll(result.violations());
      doubts.addAll(result.doubts());
    }
    return result.value();
  }

  /** What JSON cannot say is not said twice where the model does not allow it either. */
  private void guard(String path, int before, Runnable write) {
    try {
      write.run();
    } catch (IllegalArgumentException e) {
      if (violations.size() == before || validation == Validation.WARN) {
        unwritable.add(new Violation(path, String.valueOf(e.getMessage())));
      }
    }
  }

  /**
   * One value.
   *
   * @param isEvent whether it is one of an event
   * @param moment which of the moments it belongs to
   */
  private record Piece(boolean isEvent, int moment, String identifier, CharSequence json) {}
}
