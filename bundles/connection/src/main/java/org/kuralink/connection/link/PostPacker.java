/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.Reply;
import org.kuralink.queue.UplinkRecord;

/**
 * Packs property posts that wait one behind the other into a batch post, in which each value has
 * the time at which it was queued unless it brought one of its own.
 */
final class PostPacker {

  /** The platform takes no more values in one message. */
  static final int MAX_VALUES = 200;

  static final String BATCH_METHOD = "thing.event.property.batch.post";

  private static final String POST = "/thing/event/property/post";
  private static final String BATCH = "/thing/event/property/batch/post";
  private static final String VALUE = "value";
  private static final String TIME = "time";

  /** For the envelope around the values. */
  private static final int ENVELOPE = 1024;

  private final Supplier<@Nullable AlinkCodec> codecs;

  PostPacker(Supplier<@Nullable AlinkCodec> codecs) {
    this.codecs = codecs;
  }

  /** The id of the request that a durable message is; empty if no reply to it can be expected. */
  String requestId(UplinkRecord message) {
    String topic = message.topic();
    if (!topic.startsWith("/sys/") || topic.endsWith("_reply") || topic.contains("/rrpc/")) {
      return "";
    }
    return decode(message).flatMap(AlinkMessage::id).map(MessageId::text).orElse("");
  }

  private Optional<AlinkMessage> decode(UplinkRecord message) {
    AlinkCodec codec = codecs.get();
    try {
      return codec == null ? Optional.empty() : Optional.of(codec.decode(message.payload()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  /**
   * Packs a message and as many of those behind it as fit; empty if there is nothing to pack.
   *
   * @param behind the message behind another one, if it may be packed
   * @param newId gives the id of the request that all of them become
   */
  Optional<Packed> pack(
      UplinkRecord first, LongFunction<Optional<UplinkRecord>> behind, LongSupplier newId) {
    Pack pack = new Pack(first.topic());
    Optional<UplinkRecord> next = Optional.of(first);
    while (next.isPresent() && pack.add(next.get())) {
      next = behind.apply(next.get().sequence());
    }
    AlinkCodec codec = codecs.get();
    if (pack.members.size() < 2 || codec == null) {
      return Optional.empty();
    }
    long id = newId.getAsLong();
    AlinkRequest request =
        new AlinkRequest(MessageId.of(id), BATCH_METHOD, JsonText.of(pack.params()));
    return Optional.of(
        new Packed(pack.batchTopic(), codec.encode(request), List.copyOf(pack.members), id));
  }

  /** The names of properties that a reply calls not taken. */
  static Set<String> refused(Reply reply) {
    return objectIn(reply.data()).map(JsonObject::keySet).orElse(Set.of());
  }

  /** The reply as far as it concerns some properties. */
  static Reply only(Reply reply, Set<String> names) {
    JsonObject data = objectIn(reply.data()).orElseGet(JsonObject::new).deepCopy();
    data.keySet().retainAll(names);
    return new Reply(reply.code(), JsonText.of(data.toString()), reply.message());
  }

  private static Optional<JsonObject> objectIn(JsonText text) {
    try {
      JsonElement json = JsonParser.parseString(text.toString());
      return json.isJsonObject() ? Optional.of(json.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /** Several messages in one. */
  @SuppressWarnings("ArrayRecordComponent")
  record Packed(String topic, byte[] payload, List<Shipment.Member> members, long id) {}

  /** What fits into one message. */
  private final class Pack {

    private final String topic;
    private final List<Shipment.Member> members = new ArrayList<>();
    private final Map<String, StringBuilder> lists = new LinkedHashMap<>();
    private int values;
    private int bytes = ENVELOPE;

    Pack(String topic) {
      this.topic = topic;
    }

    String batchTopic() {
      return topic.substring(0, topic.length() - POST.length()) + BATCH;
    }

    /** Adds another message; false if it is none of this kind or does not fit. */
    boolean add(UplinkRecord message) {
      if (!message.topic().endsWith(POST) || !message.topic().equals(topic)) {
        return false;
      }
      Optional<AlinkMessage> envelope = decode(message);
      Map<String, String> written = new LinkedHashMap<>();
      envelope
          .flatMap(AlinkMessage::params)
          .flatMap(PostPacker::objectIn)
          .ifPresent(
              params ->
                  params
                      .entrySet()
                      .forEach(
                          each ->
                              written.put(
                                  each.getKey(),
                                  timed(each.getValue(), message.enqueuedAtMillis()))));
      int size = written.entrySet().stream().mapToInt(PostPacker::bytesOf).sum();
      if (written.isEmpty()
          || values + written.size() > MAX_VALUES
          || bytes + size > Wire.MAX_PAYLOAD) {
        return false;
      }
      values += written.size();
      bytes += size;
      written.forEach(this::append);
      String id = envelope.flatMap(AlinkMessage::id).map(MessageId::text).orElse("");
      return members.add(new Shipment.Member(message.sequence(), id, Set.copyOf(written.keySet())));
    }

    private void append(String name, String value) {
      StringBuilder list = lists.computeIfAbsent(name, absent -> new StringBuilder());
      list.append(list.length() == 0 ? "" : ",").append(value);
    }

    String params() {
      StringBuilder params = new StringBuilder("{\"properties\":{");
      String separator = "";
      for (Map.Entry<String, StringBuilder> list : lists.entrySet()) {
        params.append(separator).append(new JsonPrimitive(list.getKey()));
        params.append(":[").append(list.getValue()).append(']');
        separator = ",";
      }
      return params.append("},\"events\":{}}").toString();
    }
  }

  private static int bytesOf(Map.Entry<String, String> value) {
    return utf8(value.getValue()) + utf8(value.getKey()) + 8;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String timed(JsonElement value, long enqueuedAt) {
    JsonObject timed = new JsonObject();
    if (isTimed(value)) {
      JsonObject given = value.getAsJsonObject();
      timed.add(VALUE, given.get(VALUE));
      timed.add(TIME, given.has(TIME) ? given.get(TIME) : null);
    } else {
      timed.add(VALUE, value);
    }
    if (!timed.has(TIME) || timed.get(TIME).isJsonNull()) {
      timed.addProperty(TIME, enqueuedAt);
    }
    return timed.toString();
  }

  /** Whether a value is written with its time, as the platform tells it (spec 9.5). */
  private static boolean isTimed(JsonElement value) {
    if (!value.isJsonObject() || !value.getAsJsonObject().has(VALUE)) {
      return false;
    }
    int size = value.getAsJsonObject().size();
    return size == 1 || size == 2 && value.getAsJsonObject().has(TIME);
  }
}
