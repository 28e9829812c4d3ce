/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.PlatformMethods;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes each message of the platform: to the request that it answers, to the handler of its
 * method, and to the listeners of its topic. Works on the inbound lane, which runs no foreign code
 * and is held while there is no codec.
 */
final class Router {

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String REPLY_SUFFIX = "_reply";

  /** Products with a data format other than Alink JSON receive raw bytes on this topic. */
  private static final String RRPC_REQUEST = "/rrpc/request/";

  /** Methods whose payload is raw bytes and no envelope; only listeners receive them. */
  private static final Set<String> RAW = Set.of("thing.model.down_raw", "thing.model.up_raw");

  /** The deadline of a synchronous call: the platform waits 5 s, transmission included. */
  private static final Duration CALL = Duration.ofSeconds(4);

  /** Other requests have only the limits of {@link RequestDispatcher}. */
  private static final Duration PATIENT = Duration.ofDays(1);

  /** The codes on {@code /ext/error} for a sub-device without a session. */
  private static final Set<Integer> SESSION_GONE = Set.of(427, 520, 521, 522, 6401);

  private static final int SHOWN = 200;

  private final DeviceLinks links;
  private final Supplier<@Nullable AlinkCodec> codecs;
  private final SerialLane inbound;
  private final DeliveryResults results;
  private final Wire wire;
  private final SessionTime time;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong unmatched = new AtomicLong();

  /**
   * A router.
   *
   * @param inbound the lane of inbound messages
   * @param wire sends the replies
   */
  Router(
      DeviceLinks links,
      Supplier<@Nullable AlinkCodec> codecs,
      SerialLane inbound,
      DeliveryResults results,
      Wire wire,
      SessionTime time) {
    this.links = links;
    this.codecs = codecs;
    this.inbound = inbound;
    this.results = results;
    this.wire = wire;
    this.time = time;
  }

  /** Queues a message on the inbound lane; drops it if the lane is full. */
  void received(String topic, byte[] payload, boolean again) {
    DeviceIdentity own = links.own().identity();
    if (again) {
      LOG.debug("{}: the platform sends a message on {} again", own, VisibleText.of(topic));
    }
    Arrival arrival = new Arrival(time.clock().instant(), time.nanoTime().getAsLong());
    if (!inbound.offer(() -> route(topic, payload, arrival))
        && lost.getAndIncrement() % 1000 == 0) {
      LOG.warn(
          "{}: {} messages of the platform were dropped so far because the inbound queue is full",
          own,
          lost.get());
    }
  }

  /** The time of arrival, by the wall clock and by the monotonic clock. */
  private record Arrival(Instant time, long nanos) {}

  private void route(String topic, byte[] payload, Arrival received) {
    AlinkCodec codec = codecs.get();
    if (codec == null) {
      inbound.putBack(() -> route(topic, payload, received));
      return;
    }
    wire.passes(MessageTrace.Direction.DOWNLINK, topic, payload);
    AlinkLink link = TopicFilter.deviceOf(topic).map(links::find).orElse(null);
    boolean heard = links.subscriptions().dispatch(new Message(topic, payload), link);
    if (link == null) {
      return;
    }
    try {
      Optional<AlinkTopic> parsed =
          codec.parseTopic(topic).filter(form -> !RAW.contains(form.method()));
      if (parsed.isPresent()) {
        route(codec, new Addressed(link, parsed.get(), topic), payload, received);
      }
    } catch (MalformedMessageException e) {
      if (heard && topic.contains(RRPC_REQUEST)) {
        LOG.debug("{}: for listeners only: {}", shown(topic), e.getMessage());
      } else {
        LOG.warn("{}: malformed message ignored: {}", shown(topic), e.getMessage());
      }
    }
  }

  /** The link of a device, and a topic of it, parsed and as text. */
  private record Addressed(AlinkLink link, AlinkTopic form, String name) {}

  private void route(AlinkCodec codec, Addressed to, byte[] payload, Arrival received)
      throws MalformedMessageException {
    AlinkTopic topic = to.form;
    switch (topic.family()) {
      case SYS -> {
        AlinkMessage message = codec.decode(payload);
        if (topic.reply()) {
          reply(to, message);
        } else if (PlatformMethods.isNeverAsked(topic.method())) {
          LOG.debug("{}: ignored, devices accept no request on this topic", to.name);
        } else if (!isReply(message)) {
          String answerTopic = codec.formatTopic(topic.toReply());
          Call call = new Call(to.link, topic.method(), message.id(), answerTopic, received.time);
          request(call, message, PATIENT);
        }
      }
      case RRPC_REQUEST -> {
        AlinkMessage message = codec.decode(payload);
        String answerTopic = codec.formatTopic(responseTo(topic));
        call(to, message, message.method().orElse(""), answerTopic, received);
      }
      case EXT_RRPC -> {
        if (!topic.method().startsWith("/")) {
          call(to, codec.decode(payload), topic.method(), to.name, received);
        }
      }
      case EXT_ERROR -> complaint(to.link, codec.decode(payload));
      default -> {} // for listeners only
    }
  }

  /** Handles a message of the platform about an error. */
  private void complaint(AlinkLink link, AlinkMessage message) {
    if (link.isOwn() && SESSION_GONE.contains(message.code().orElse(0)) && refused(message)) {
      return;
    }
    String words = message.message().map(Router::shown).orElse("no message");
    String data = message.data().map(text -> shown(text.toString())).orElse("{}");
    String code = message.code().isPresent() ? "" + message.code().getAsInt() : "none";
    LOG.warn(
        "{}: the platform reported an error: code {}, '{}', {}",
        link.identity(),
        code,
        words,
        data);
  }

  /**
   * Handles the error that a sub-device has no session. The error names the device, or has the id
   * of the refused message, which is sent again when the device is online again. A device that has
   * logged in after it sent that message is not logged out.
   */
  private boolean refused(AlinkMessage message) {
    String id = message.id().map(MessageId::text).orElse("");
    Optional<PendingReplies.Sender> sender = results.sender(id);
    Set<DeviceIdentity> devices = message.data().map(Router::devices).orElseGet(LinkedHashSet::new);
    if (devices.isEmpty()) {
      sender.ifPresent(known -> devices.add(known.device()));
    }
    devices.remove(links.own().identity());
    ResultCode code = new ResultCode(message.code().orElseThrow());
    Reply why = new Reply(code, JsonText.EMPTY_OBJECT, message.message());
    boolean acted = false;
    for (DeviceIdentity device : devices) {
      acted |= refused(device, sender, why);
    }
    return results.refused(id) || acted;
  }

  private boolean refused(
      DeviceIdentity device, Optional<PendingReplies.Sender> sender, Reply why) {
    boolean old =
        sender
            .filter(known -> known.device().equals(device))
            .filter(known -> links.cameBackSince(device, known.sentAt()))
            .isPresent();
    return old || links.refused(device, why);
  }

  /**
   * Handles a reply with such an error to a request of a sub-device; returns whether the request is
   * sent again.
   */
  private boolean refusedByReply(AlinkLink link, String id, Reply reply) {
    if (link.isOwn() || !SESSION_GONE.contains(reply.code().value())) {
      return false;
    }
    Optional<PendingReplies.Sender> sender =
        results.sender(id).filter(known -> known.device().equals(link.identity()));
    return sender.isPresent() && refused(link.identity(), sender, reply) && results.refused(id);
  }

  /** Returns the devices in the data of an error: one device or a list, either also as a string. */
  private static Set<DeviceIdentity> devices(JsonText data) {
    Set<DeviceIdentity> devices = new LinkedHashSet<>();
    try {
      Object value = Json.read(data);
      Object named = value instanceof String text && !text.isBlank() ? Json.read(text) : value;
      for (Object one : named instanceof List<?> list ? list : Collections.singletonList(named)) {
        if (one instanceof Map<?, ?> object
            && object.get("productKey") instanceof String key
            && object.get("deviceName") instanceof String name) {
          devices.add(new DeviceIdentity(key, name));
        }
      }
    } catch (JsonException e) {
      LOG.debug("No device is named in {}: {}", shown(data.toString()), e.getMessage());
    }
    return devices;
  }

  private void reply(Addressed to, AlinkMessage message) throws MalformedMessageException {
    if (message.code().isEmpty()) {
      throw new MalformedMessageException("a reply without a code");
    }
    ResultCode code = new ResultCode(message.code().getAsInt());
    Reply reply = new Reply(code, message.data().orElse(JsonText.EMPTY_OBJECT), message.message());
    String id = message.id().map(MessageId::text).orElse("");
    if (!refusedByReply(to.link, id, reply)
        && !results.replied(to.link, id, to.form.method(), reply)) {
      LOG.debug(
          "{}: no request waits for the reply with id '{}', the {}th such reply",
          to.name,
          shown(id),
          unmatched.incrementAndGet());
    }
  }

  /** A request to a device, and the topic of the reply. */
  private record Call(
      AlinkLink link,
      String method,
      Optional<MessageId> id,
      String answerTopic,
      Instant received) {}

  /** Handles a synchronous call; uses the message id of the topic if the payload has none. */
  private void call(
      Addressed to, AlinkMessage message, String method, String answerTopic, Arrival received) {
    Optional<MessageId> id =
        message.id().or(() -> to.form.messageId().map(text -> new MessageId(text, false)));
    if (!isReply(message)) {
      Duration left = CALL.minusNanos(time.nanoTime().getAsLong() - received.nanos);
      request(new Call(to.link, method, id, answerTopic, received.time), message, left);
    }
  }

  private void request(Call call, AlinkMessage message, Duration limit) {
    // A pushed model configuration has its parameters in the member for data.
    Optional<JsonText> said = message.params().or(message::data);
    JsonText params = said.orElse(JsonText.EMPTY_OBJECT);
    Request request = new Request(call.id, call.method, params, call.received, said.isPresent());
    links
        .dispatcher()
        .take(
            call.link,
            request,
            limit,
            reply ->
                call.id.ifPresent(
                    known -> inbound.execute(() -> answer(call.answerTopic, known, reply))));
  }

  private void answer(String topic, MessageId id, Reply reply) {
    AlinkCodec codec = codecs.get();
    if (codec == null) {
      inbound.putBack(() -> answer(topic, id, reply));
      return;
    }
    byte[] payload = codec.encode(new AlinkReply(id, reply.code(), reply.data(), reply.message()));
    byte[] fitting =
        payload.length <= Wire.MAX_PAYLOAD ? payload : tooLarge(codec, topic, id, payload.length);
    wire.send(topic, fitting, 0)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.info("{}: the reply was not sent: {}", topic, failure.getMessage());
              }
            });
  }

  private static byte[] tooLarge(AlinkCodec codec, String topic, MessageId id, int length) {
    LOG.warn("{}: the reply has {} bytes, more than the platform accepts", topic, length);
    return codec.encode(
        new AlinkReply(
            id,
            ResultCode.REQUEST_ERROR,
            JsonText.EMPTY_OBJECT,
            Optional.of("The reply is too large")));
  }

  private static String shown(String text) {
    return VisibleText.of(text, SHOWN);
  }

  private static boolean isReply(AlinkMessage message) {
    return message.isReply() || message.method().orElse("").endsWith(REPLY_SUFFIX);
  }

  private static AlinkTopic responseTo(AlinkTopic request) {
    return new AlinkTopic(
        AlinkTopic.Family.RRPC_RESPONSE,
        request.productKey(),
        request.deviceName(),
        request.method(),
        false,
        request.messageId());
  }
}
