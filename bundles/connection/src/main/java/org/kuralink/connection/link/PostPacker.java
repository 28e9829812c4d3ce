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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Reads durable posts of the queue and packs several of them into one message: property posts of
 * one device into a batch post, posts of properties and events of a gateway and its sub-devices
 * into a pack post. Each value gets the time at which its post was queued, unless it has a time of
 * its own.
 */
final class PostPacker {

  /** The platform takes no more values in one message. */
  static final int MAX_VALUES = 200;

  static final String BATCH_METHOD = "thing.event.property.batch.post";

  /** The method of a pack post; its reply is one for all devices. */
  static final String PACK_METHOD = "thing.event.property.pack.post";

  /** The platform takes no more events and no more sub-devices in one pack post. */
  private static final int MAX_EVENTS = 20;

  private static final int MAX_SUB_DEVICES = 20;

  /** Bytes reserved for the envelope around the values. */
  private static final int ENVELOPE = 1024;

  /** Bytes reserved for the identity and the member names around the values of each device. */
  private static final int DEVICE = 256;

  private static final Pattern TOPIC =
      Pattern.compile("/sys/([^/]+)/([^/]+)/thing/event/([^/]+)/post");

  private static final String VALUE = "value";
  private static final String TIME = "time";

  private final DeviceIdentity own;
  private final Supplier<@Nullable AlinkCodec> codecs;

  /** A packer for the session of a gateway. */
  PostPacker(DeviceIdentity own, Supplier<@Nullable AlinkCodec> codecs) {
    this.own = own;
    this.codecs = codecs;
  }

  /** The device that the session belongs to: the gateway. */
  DeviceIdentity own() {
    return own;
  }

  /** Returns the id of the request in a durable message; empty if no reply to it can arrive. */
  String requestId(UplinkRecord message) {
    return isRequest(message.topic())
        ? decode(message).flatMap(AlinkMessage::id).map(MessageId::text).orElse("")
        : "";
  }

  /** Returns whether the platform may reply to messages on a topic. */
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

  /** Returns whether devices post properties or an event on a topic. */
  static boolean isPost(String topic) {
    return TOPIC.matcher(topic).matches();
  }

  /** Reads a post; empty if the message is not a post that can be packed. */
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
   * Packs a property post and the property posts of the same device right behind it, as many as
   * fit, into a batch post.
   *
   * @param id of the batch post
   * @return the batch post, or nothing if fewer than two posts fit
   */
  Optional<Packed> packOneDevice(UplinkRecord first, Backlog backlog, long id) {
    Optional<Post> post = read(first).filter(one -> !one.event());
    if (post.isEmpty()) {
      return Optional.empty();
    }
    DeviceIdentity device = post.get().device();
    Pack pack = new Pack(true, backlog.maxPayload());
    Optional<UplinkRecord> next = Optional.of(first);
    while (post.isPresent() && pack.add(post.get())) {
      next = backlog.behind(next.orElseThrow().sequence());
      post = next.filter(one -> one.topic().equals(first.topic())).flatMap(this::read);
    }
    return pack.write(device, BATCH_METHOD, id);
  }

  /**
   * Packs a post and the posts behind it of the gateway and its sub-devices, as many as fit, into a
   * pack post.
   *
   * @param id of the pack post
   * @return the pack post, or nothing if fewer than two devices have posts that fit
   */
  Optional<Packed> packGateway(UplinkRecord first, Backlog backlog, long id) {
    Pack pack = new Pack(false, backlog.maxPayload());
    backlog.offer(first, one -> pack.offer(one, backlog.isAlone(one.sequence())));
    return pack.parts.size() < 2 ? Optional.empty() : pack.write(own, PACK_METHOD, id);
  }

  /** Returns the names of the properties that a reply refuses. */
  static Set<String> refused(Reply reply) {
    return objectIn(reply.data()).map(Map::keySet).orElse(Set.of());
  }

  /** Returns the part of a reply that concerns some properties. */
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

  /** A message to send: one of the queue, or several that were packed. */
  @SuppressWarnings("ArrayRecordComponent")
  record Packed(String topic, byte[] payload, List<Shipment.Member> members, String id) {

    long last() {
      return members.get(members.size() - 1).sequence();
    }
  }

  /**
   * A post.
   *
   * @param event whether it posts an event; else it posts properties
   * @param written the posted values by name, each with its time
   */
  record Post(
      DeviceIdentity device, boolean event, Shipment.Member member, Map<String, JsonText> written) {

    /** The approximate number of bytes that it adds to a message. */
    int bytes() {
      return written.entrySet().stream().mapToInt(PostPacker::bytesOf).sum();
    }
  }

  /**
   * The posts that fit into one message, within the limits of the platform. A batch post has the
   * posts of one device. A pack post has each property or event of a device once; behind the first
   * post of a device that does not fit it takes no other one of that device, so that each device
   * keeps its order.
   */
  private final class Pack {

    private final boolean batch;
    private final int maxBytes;
    private final Map<DeviceIdentity, Part> parts = new LinkedHashMap<>();
    private final Set<DeviceIdentity> closed = new HashSet<>();
    private final List<Shipment.Member> members = new ArrayList<>();
    private int values;
    private int events;
    private int bytes = ENVELOPE;

    Pack(boolean batch, int maxBytes) {
      this.batch = batch;
      this.maxBytes = maxBytes;
    }

    /** Adds a message to a pack post if it fits; false if no further message can fit. */
    boolean offer(UplinkRecord message, boolean alone) {
      Optional<DeviceIdentity> device = TopicFilter.deviceOf(message.topic());
      if (device.isEmpty() || closed.contains(device.get())) {
        return true;
      }
      Optional<Post> post = alone ? Optional.empty() : read(message);
      boolean taken = post.isPresent() && add(post.get());
      if (!taken) {
        closed.add(device.get());
      }
      return taken || parts.containsKey(device.get()) || subDevices() < MAX_SUB_DEVICES;
    }

    /** Adds a post; false if it does not fit. */
    boolean add(Post post) {
      boolean fresh = !parts.containsKey(post.device());
      Part part = parts.getOrDefault(post.device(), Part.empty());
      int size = post.bytes() + (fresh && !batch ? DEVICE : 0);
      int more = post.written().size();
      boolean fits =
          bytes + size <= maxBytes
              && (post.event() ? events + more <= MAX_EVENTS : values + more <= MAX_VALUES)
              && (batch || !part.hasAnyOf(post) && (!fresh || hasRoomFor(post.device())));
      if (!fits) {
        return false;
      }
      bytes += size;
      if (post.event()) {
        events += more;
      } else {
        values += more;
      }
      parts.put(post.device(), part);
      part.add(post);
      return members.add(post.member());
    }

    private boolean hasRoomFor(DeviceIdentity device) {
      return device.equals(own) || subDevices() < MAX_SUB_DEVICES;
    }

    private int subDevices() {
      return parts.size() - (parts.containsKey(own) ? 1 : 0);
    }

    /** The request with all posts, sent by a device; empty for fewer than two posts. */
    Optional<Packed> write(DeviceIdentity sender, String method, long id) {
      AlinkCodec codec = codecs.get();
      if (members.size() < 2 || codec == null) {
        return Optional.empty();
      }
      Map<String, Object> params = parts.getOrDefault(sender, Part.empty()).json(batch);
      if (!batch) {
        params.put("subDevices", subDevicesJson());
      }
      byte[] payload =
          codec.encode(new AlinkRequest(MessageId.of(id), method, JsonOutput.text(params)));
      String topic = "/sys/" + sender + "/" + method.replace('.', '/');
      return Optional.of(new Packed(topic, payload, List.copyOf(members), Long.toString(id)));
    }

    private List<Map<String, Object>> subDevicesJson() {
      List<Map<String, Object>> all = new ArrayList<>();
      parts.forEach(
          (device, part) -> {
            if (!device.equals(own)) {
              Map<String, Object> identity = new LinkedHashMap<>();
              identity.put("productKey", device.productKey());
              identity.put("deviceName", device.deviceName());
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("identity", identity);
              one.putAll(part.json(false));
              all.add(one);
            }
          });
      return all;
    }
  }

  /** The posts of one device in a {@link Pack}: the values by name, in their order. */
  private record Part(Map<String, List<JsonText>> properties, Map<String, List<JsonText>> events) {

    static Part empty() {
      return new Part(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private Map<String, List<JsonText>> of(Post post) {
      return post.event() ? events : properties;
    }

    boolean hasAnyOf(Post post) {
      return post.written().keySet().stream().anyMatch(of(post)::containsKey);
    }

    void add(Post post) {
      post.written()
          .forEach(
              (name, value) -> of(post).computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }

    /** Each name with the list of its values, or with its only value. */
    Map<String, Object> json(boolean lists) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("properties", lists ? properties : single(properties));
      json.put("events", lists ? events : single(events));
      return json;
    }

    private static Map<String, Object> single(Map<String, List<JsonText>> lists) {
      Map<String, Object> single = new LinkedHashMap<>();
      lists.forEach((name, values) -> single.put(name, values.get(0)));
      return single;
    }
  }

  private static int bytesOf(Map.Entry<String, JsonText> value) {
    return utf8(value.getValue().toString()) + utf8(value.getKey()) + 8;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Returns the value with its own time, or with the time of queueing if it has none (spec 9.5).
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
