/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

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
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
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
    AlinkRequest request = new AlinkRequest(MessageId.of(id), BATCH_METHOD, pack.params());
    return Optional.of(
        new Packed(pack.batchTopic(), codec.encode(request), List.copyOf(pack.members), id));
  }

  /** The names of properties that a reply calls not taken. */
  static Set<String> refused(Reply reply) {
    return objectIn(reply.data()).map(Map::keySet).orElse(Set.of());
  }

  /** The reply as far as it concerns some properties. */
  static Reply only(Reply reply, Set<String> names) {
    Map<String, @Nullable Object> data =
        new LinkedHashMap<>(objectIn(reply.data()).orElse(Map.of()));
    data.keySet().retainAll(names);
    return new Reply(reply.code(), Json.text(data), reply.message());
  }

  @SuppressWarnings("unchecked")
  private static Optional<Map<String, @Nullable Object>> objectIn(JsonText text) {
    try {
      return Json.read(text) instanceof Map<?, ?> object
          ? Optional.of((Map<String, @Nullable Object>) object)
          : Optional.empty();
    } catch (JsonException e) {
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
    private final Map<String, List<JsonText>> lists = new LinkedHashMap<>();
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
      Map<String, JsonText> written = new LinkedHashMap<>();
      envelope
          .flatMap(AlinkMessage::params)
          .flatMap(PostPacker::objectIn)
          .ifPresent(
              params ->
                  params.forEach(
                      (name, value) ->
                          written.put(name, timed(value, message.enqueuedAtMillis()))));
      int size = written.entrySet().stream().mapToInt(PostPacker::bytesOf).sum();
      if (written.isEmpty()
          || values + written.size() > MAX_VALUES
          || bytes + size > Wire.MAX_PAYLOAD) {
        return false;
      }
      values += written.size();
      bytes += size;
      written.forEach(
          (name, value) -> lists.computeIfAbsent(name, absent -> new ArrayList<>()).add(value));
      String id = envelope.flatMap(AlinkMessage::id).map(MessageId::text).orElse("");
      return members.add(new Shipment.Member(message.sequence(), id, Set.copyOf(written.keySet())));
    }

    JsonText params() {
      Map<String, Object> params = new LinkedHashMap<>();
      params.put("properties", lists);
      params.put("events", Map.of());
      return Json.text(params);
    }
  }

  private static int bytesOf(Map.Entry<String, JsonText> value) {
    return utf8(value.getValue().toString()) + utf8(value.getKey()) + 8;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * With the time it brought, as the platform tells one with a time from one without (spec 9.5).
   */
  private static JsonText timed(@Nullable Object value, long enqueuedAt) {
    Map<String, @Nullable Object> timed = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> given
        && given.containsKey(VALUE)
        && (given.size() == 1 || given.size() == 2 && given.containsKey(TIME))) {
      timed.put(VALUE, given.get(VALUE));
      timed.put(TIME, given.get(TIME));
    } else {
      timed.put(VALUE, value);
    }
    if (timed.get(TIME) == null) {
      timed.put(TIME, enqueuedAt);
    }
    return Json.text(timed);
  }
}
