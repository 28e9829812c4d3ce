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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.queue.UplinkRecord;

/**
 * Reads posts that wait, and packs property posts of one device that wait one behind the other into
 * a batch post. In a pack each value has the time at which it was queued unless it brought one of
 * its own.
 */
final class PostPacker {

  /** The platform takes no more values in one message. */
  static final int MAX_VALUES = 200;

  static final String BATCH_METHOD = "thing.event.property.batch.post";

  /** For the envelope around the values. */
  static final int ENVELOPE = 1024;

  private static final Pattern TOPIC =
      Pattern.compile("/sys/([^/]+)/([^/]+)/thing/event/([^/]+)/post");

  private static final String VALUE = "value";
  private static final String TIME = "time";

  private final DeviceIdentity own;
  private final Supplier<@Nullable AlinkCodec> codecs;

  /** For the posts of this device and of those behind it. */
  PostPacker(DeviceIdentity own, Supplier<@Nullable AlinkCodec> codecs) {
    this.own = own;
    this.codecs = codecs;
  }

  /** Who the session itself belongs to. */
  DeviceIdentity own() {
    return own;
  }

  /** The id of the request that a durable message is; empty if no reply to it can be expected. */
  String requestId(UplinkRecord message) {
    return isRequest(message.topic())
        ? decode(message).flatMap(AlinkMessage::id).map(MessageId::text).orElse("")
        : "";
  }

  /** Whether there may be a reply to what is sent on a topic. */
  static boolean isRequest(String topic) {
    return topic.startsWith("/sys/") && !topic.endsWith("_reply") && !topic.contains("/rrpc/");
  }

  private Optional<AlinkMessage> decode(UplinkRecord message) {
    AlinkCodec codec = codecs.get();
    try {
      return codec == null ? Optional.empty() : Optional.of(codec.decode(message.payload()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  /** Whether it is a topic on which properties, or an event, of a device are posted. */
  static boolean isPost(String topic) {
    return TOPIC.matcher(topic).matches();
  }

  /** What a message posts; empty if it is no post, or none that can be packed. */
  Optional<Post> read(UplinkRecord message) {
    Matcher topic = TOPIC.matcher(message.topic());
    if (!topic.matches()) {
      return Optional.empty();
    }
    Optional<AlinkMessage> envelope = decode(message);
    Optional<Map<String, @Nullable Object>> params =
        envelope.flatMap(AlinkMessage::params).flatMap(PostPacker::objectIn);
    Map<String, JsonText> written = new LinkedHashMap<>();
    DeviceIdentity device = new DeviceIdentity(topic.group(1), topic.group(2));
    String event = topic.group(3);
    long time = message.enqueuedAtMillis();
    if (event.equals("property")) {
      params.ifPresent(all -> all.forEach((name, value) -> written.put(name, timed(value, time))));
    } else {
      params.ifPresent(outputs -> written.put(event, timed(outputs, time)));
    }
    String id = envelope.flatMap(AlinkMessage::id).map(MessageId::text).orElse("");
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Post(
                device,
                !event.equals("property"),
                new Shipment.Member(
                    message.sequence(), id, Set.copyOf(written.keySet()), Optional.of(device)),
                written));
  }

  /**
   * Packs a message and as many of those behind it as fit; empty if there is nothing to pack.
   *
   * @param behind the message behind another one, if it may be packed
   * @param maxBytes how many bytes one message may have
   * @param id of the request that all of them become
   */
  Optional<Packed> pack(
      UplinkRecord first, LongFunction<Optional<UplinkRecord>> behind, int maxBytes, long id) {
    Optional<Post> post = read(first).filter(one -> !one.event());
    if (post.isEmpty()) {
      return Optional.empty();
    }
    DeviceIdentity device = post.get().device();
    Batch batch = new Batch(maxBytes);
    Optional<UplinkRecord> next = Optional.of(first);
    while (post.isPresent() && batch.add(post.get())) {
      next = behind.apply(next.orElseThrow().sequence());
      post = next.filter(one -> one.topic().equals(first.topic())).flatMap(this::read);
    }
    return write(device, BATCH_METHOD, batch.params(), batch.members, id);
  }

  /** Several messages as one request; empty if they are not several. */
  Optional<Packed> write(
      DeviceIdentity device,
      String method,
      JsonText params,
      List<Shipment.Member> members,
      long id) {
    AlinkCodec codec = codecs.get();
    if (members.size() < 2 || codec == null) {
      return Optional.empty();
    }
    byte[] payload = codec.encode(new AlinkRequest(MessageId.of(id), method, params));
    String topic = "/sys/" + device + "/" + method.replace('.', '/');
    return Optional.of(new Packed(topic, payload, List.copyOf(members), Long.toString(id)));
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
    return new Reply(reply.code(), JsonOutput.text(data), reply.message());
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
  record Packed(String topic, byte[] payload, List<Shipment.Member> members, String id) {

    long last() {
      return members.get(members.size() - 1).sequence();
    }
  }

  /**
   * What one message posts.
   *
   * @param event whether it is an event; else it is values of properties
   * @param written what is posted, each with its time
   */
  record Post(
      DeviceIdentity device, boolean event, Shipment.Member member, Map<String, JsonText> written) {

    /** About how many bytes it adds to a pack. */
    int bytes() {
      return written.entrySet().stream().mapToInt(PostPacker::bytesOf).sum();
    }
  }

  /** What of one device fits into one message. */
  private static final class Batch {

    private final int maxBytes;
    private final List<Shipment.Member> members = new ArrayList<>();
    private final Map<String, List<JsonText>> lists = new LinkedHashMap<>();
    private int values;
    private int bytes = ENVELOPE;

    Batch(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    /** Adds another message; false if it does not fit. */
    boolean add(Post post) {
      int size = post.bytes();
      int more = post.written().size();
      if (values + more > MAX_VALUES || bytes + size > maxBytes) {
        return false;
      }
      values += more;
      bytes += size;
      post.written()
          .forEach(
              (name, value) -> lists.computeIfAbsent(name, absent -> new ArrayList<>()).add(value));
      return members.add(post.member());
    }

    JsonText params() {
      Map<String, Object> params = new LinkedHashMap<>();
      params.put("properties", lists);
      params.put("events", Map.of());
      return JsonOutput.text(params);
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
    return JsonOutput.text(timed);
  }
}
