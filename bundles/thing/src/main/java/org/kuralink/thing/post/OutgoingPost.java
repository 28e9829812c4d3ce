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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
import org.kuralink.json.output.JsonOutput;
import org.kuralink.json.output.UnsupportedValueException;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ProductModels.Validation;

/**
 * One post while it is written: checks each value against the thing model, writes the values into
 * messages within the platform's limits, and collects what is wrong with them.
 */
final class OutgoingPost {

  /** The largest number of values in one message (developer guide 9.5, code 6106). */
  static final int MAX_VALUES = 200;

  /** Characters after which a new message begins: far below 256 KB, however they are encoded. */
  static final int MAX_CHARACTERS = 60 * 1024;

  private static final String NO_TIME = "has no time, which a history post needs";

  private final ModelCheck check;
  private final Validation validation;
  private final List<Violation> violations = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();
  private final List<Violation> unwritable = new ArrayList<>();
  private final List<JsonText> messages = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Written> pieces = new ArrayList<>();
  private int characters;

  OutgoingPost(ModelCheck check, Validation validation) {
    this.check = check;
    this.validation = validation;
  }

  /** Returns the messages, in the order of sending. */
  List<JsonText> messages() {
    return messages;
  }

  /** Returns the identifiers in the messages, to recognize them in the platform's reply. */
  Set<String> names() {
    return names;
  }

  /** Returns what the thing model does not allow. */
  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Returns deviations from the thing model that the platform is not known to refuse. */
  List<Doubt> doubts() {
    return List.copyOf(doubts);
  }

  /** Returns what forbids to send the post; empty if it may be sent. */
  List<Violation> forbidden() {
    List<Violation> all = new ArrayList<>(validation == Validation.REJECT ? violations : List.of());
    all.addAll(unwritable);
    return all;
  }

  /**
   * Writes {@code {"P":…,"Q":{"value":…,"time":…}}}, directly into the messages.
   *
   * @return the values in the form of their types
   */
  Map<String, Object> properties(PropertyPost post) {
    Map<String, Object> sent = new LinkedHashMap<>();
    JsonMembers message = new JsonMembers();
    for (Map.Entry<String, PropertyValue> each : post.values().entrySet()) {
      if (message.size() == MAX_VALUES || message.length() > MAX_CHARACTERS) {
        messages.add(message.take());
      }
      String identifier = each.getKey();
      Object value =
          property(identifier, identifier, each.getValue(), form -> message.put(identifier, form));
      sent.put(identifier, value);
    }
    if (message.size() > 0) {
      messages.add(message.take());
    }
    names.addAll(sent.keySet());
    return sent;
  }

  /** Writes one occurrence of an event. */
  void event(EventPost post) {
    if (ModelCheck.isEventIdentifier(post.identifier())) {
      event(
          post.identifier(),
          post.identifier(),
          post.event(),
          form -> messages.add(JsonOutput.text(form)));
    } else {
      unwritable.add(new Violation(post.identifier(), "is not an identifier of an event"));
    }
    names.addAll(post.event().outputs().keySet());
    names.add(post.identifier());
  }

  /** Writes {@code {"properties":{"P":[…]},"events":{"E":[…]}}}. */
  void batch(BatchPost post) {
    Function<List<Written>, Object> batch = OutgoingPost::batch;
    post.properties()
        .forEach(
            (identifier, values) -> {
              for (int i = 0; i < values.size(); i++) {
                String path = identifier + "[" + i + "]";
                Piece piece = new Piece(false, 0, identifier);
                property(path, identifier, values.get(i), form -> add(piece, form, batch));
              }
            });
    post.events()
        .forEach(
            (identifier, values) -> {
              for (int i = 0; i < values.size(); i++) {
                String path = identifier + "[" + i + "]";
                Piece piece = new Piece(true, 0, identifier);
                event(path, identifier, values.get(i), form -> add(piece, form, batch));
              }
            });
    end(batch);
  }

  private static Object batch(List<Written> values) {
    Map<String, Object> batch = new LinkedHashMap<>();
    batch.put("properties", group(values, false));
    batch.put("events", group(values, true));
    return batch;
  }

  private static Map<String, List<JsonText>> group(List<Written> values, boolean events) {
    Map<String, List<JsonText>> groups = new LinkedHashMap<>();
    for (Written each : values) {
      if (each.piece.isEvent == events) {
        groups.computeIfAbsent(each.piece.identifier, name -> new ArrayList<>()).add(each.json);
      }
    }
    return groups;
  }

  /** Writes {@code [{"identity":{…},"properties":[{"P":{"value":…,"time":…}}],"events":[…]}]}. */
  void history(HistoryPost post, DeviceIdentity identity) {
    Function<List<Written>, Object> history = fitting -> history(fitting, identity);
    for (int i = 0; i < post.properties().size(); i++) {
      int moment = i;
      post.properties()
          .get(i)
          .forEach(
              (identifier, value) -> {
                String path = "properties[" + moment + "]." + identifier;
                Piece piece = new Piece(false, moment, identifier);
                property(path, identifier, value, form -> add(piece, form, history));
                needTime(path, value.time());
              });
    }
    for (int i = 0; i < post.events().size(); i++) {
      int moment = i;
      post.events()
          .get(i)
          .forEach(
              (identifier, value) -> {
                String path = "events[" + moment + "]." + identifier;
                Piece piece = new Piece(true, moment, identifier);
                event(path, identifier, value, form -> add(piece, form, history));
                needTime(path, value.time());
              });
    }
    end(history);
  }

  private void needTime(String path, OptionalLong time) {
    if (time.isEmpty()) {
      unwritable.add(new Violation(path, NO_TIME));
    }
  }

  private static Object history(List<Written> values, DeviceIdentity identity) {
    Map<String, Object> history = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    names.put("productKey", identity.productKey());
    names.put("deviceName", identity.deviceName());
    history.put("identity", names);
    history.put("properties", moments(values, false));
    history.put("events", moments(values, true));
    return List.of(history);
  }

  private static List<Map<String, JsonText>> moments(List<Written> values, boolean events) {
    Map<Integer, Map<String, JsonText>> moments = new LinkedHashMap<>();
    for (Written each : values) {
      if (each.piece.isEvent == events) {
        moments
            .computeIfAbsent(each.piece.moment, moment -> new LinkedHashMap<>())
            .put(each.piece.identifier, each.json);
      }
    }
    return List.copyOf(moments.values());
  }

  private void add(Piece piece, Object form, Function<List<Written>, Object> whole) {
    JsonText json = JsonOutput.text(form);
    if (pieces.size() == MAX_VALUES || characters > MAX_CHARACTERS) {
      end(whole);
    }
    pieces.add(new Written(piece, json));
    names.add(piece.identifier);
    characters += piece.identifier.length() + json.length();
  }

  private void end(Function<List<Written>, Object> whole) {
    if (!pieces.isEmpty()) {
      messages.add(JsonOutput.text(whole.apply(List.copyOf(pieces))));
      pieces.clear();
      characters = 0;
    }
  }

  /**
   * Checks the value of a property, with its time if it has one.
   *
   * @param out takes the value in its JSON form
   */
  private Object property(
      String path, String identifier, PropertyValue value, Consumer<Object> out) {
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
          Object form = check.form(identifier, checked);
          out.accept(value.time().isPresent() ? wrapped(form, value.time()) : form);
        });
    return checked;
  }

  /** Checks an event, with its time if it has one, as {@link #property}. */
  private void event(String path, String identifier, EventValue event, Consumer<Object> out) {
    int before = violations.size();
    Object checked =
        isChecked(event.outputs())
            ? accepted(check.checkEvent(path, identifier, event.outputs()))
            : event.outputs();
    // An output called "value" could be taken for the wrapper.
    boolean wrapped = event.time().isPresent() || event.outputs().containsKey("value");
    guard(
        path,
        before,
        () -> {
          Object form = check.eventForm(identifier, checked);
          out.accept(wrapped ? wrapped(form, event.time()) : form);
        });
  }

  private static Map<String, Object> wrapped(Object form, OptionalLong time) {
    Map<String, Object> wrapped = new LinkedHashMap<>();
    wrapped.put("value", form);
    time.ifPresent(millis -> wrapped.put("time", millis));
    return wrapped;
  }

  /** An untyped value is given its type even without validation. */
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

  /** Reports a value that JSON cannot represent, unless the model does not allow it either. */
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
   * The place of one value in a message.
   *
   * @param isEvent whether the value is an event
   * @param moment the index of its point in time in a history post, else 0
   */
  private record Piece(boolean isEvent, int moment, String identifier) {}

  private record Written(Piece piece, JsonText json) {}

  /** A JSON object that is written member by member, so that it can end before it is too long. */
  static final class JsonMembers {

    private final StringBuilder out = new StringBuilder("{");
    private int size;

    /**
     * Adds a member; adds nothing if that fails.
     *
     * @throws UnsupportedValueException as {@link JsonOutput#text}
     */
    void put(String name, @Nullable Object value) {
      int before = out.length();
      try {
        JsonOutput.append(size == 0 ? out : out.append(','), name);
        JsonOutput.append(out.append(':'), value);
        size++;
      } catch (UnsupportedValueException e) {
        out.setLength(before);
        throw e;
      }
    }

    /** Returns the number of members. */
    int size() {
      return size;
    }

    /** Returns the number of characters written so far. */
    int length() {
      return out.length();
    }

    /** Returns the object and starts a new one. */
    JsonText take() {
      JsonText object = JsonText.of(out.append('}').toString());
      out.setLength(1);
      size = 0;
      return object;
    }
  }
}
