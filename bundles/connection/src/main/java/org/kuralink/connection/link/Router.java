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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each message from the platform goes: to the request it answers, to the handler of its
 * method, to those who listen to its topic, or nowhere. Works on the inbound lane, where nobody's
 * code but ours runs, and which is held back while there is no codec.
 */
final class Router {

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String REPLY_SUFFIX = "_reply";

  /** Products whose data format is no Alink JSON are sent bytes there. */
  private static final String RRPC_REQUEST = "/rrpc/request/";

  /** Methods whose payload is no envelope but bytes; they are for listeners. */
  private static final Set<String> RAW = Set.of("thing.model.down_raw", "thing.model.up_raw");

  /** The platform waits 5 s for the answer to a synchronous call, its way included. */
  private static final Duration CALL = Duration.ofSeconds(4);

  /** Others have the limits of {@link Answers} alone. */
  private static final Duration PATIENT = Duration.ofDays(1);

  private static final int SHOWN = 200;

  private final DeviceIdentity identity;
  private final LongSupplier nanoTime;
  private final Supplier<@Nullable AlinkCodec> codecs;
  private final Lane inbound;
  private final PendingReplies pending;
  private final Answers answers;
  private final Subscriptions subscriptions;
  private final Wire wire;
  private final Tracing tracing;
  private final AtomicLong unmatched = new AtomicLong();

  Router(
      DeviceIdentity identity,
      LongSupplier nanoTime,
      Supplier<@Nullable AlinkCodec> codecs,
      Lane inbound,
      PendingReplies pending,
      Answers answers,
      Subscriptions subscriptions,
      Wire wire,
      Tracing tracing) {
    this.identity = identity;
    this.nanoTime = nanoTime;
    this.codecs = codecs;
    this.inbound = inbound;
    this.pending = pending;
    this.answers = answers;
    this.subscriptions = subscriptions;
    this.wire = wire;
    this.tracing = tracing;
  }

  /** Puts a message on the inbound lane; false if there is no room. */
  boolean offer(String topic, byte[] payload, Instant received) {
    Arrival arrival = new Arrival(received, nanoTime.getAsLong());
    return inbound.offer(() -> route(topic, payload, arrival));
  }

  /** When a message came, by the clock that people read and by the one that nobody sets. */
  private record Arrival(Instant time, long nanos) {}

  private void route(String topic, byte[] payload, Arrival received) {
    AlinkCodec codec = codecs.get();
    if (codec == null) {
      inbound.putBack(() -> route(topic, payload, received));
      return;
    }
    tracing.message(MessageTrace.Direction.DOWNLINK, topic, payload);
    boolean heard = subscriptions.dispatch(new Message(topic, payload));
    try {
      Optional<AlinkTopic> parsed = codec.parseTopic(topic).filter(this::isOurs);
      if (parsed.isPresent()) {
        route(codec, parsed.get(), topic, payload, received);
      }
    } catch (MalformedMessageException e) {
      if (heard && topic.contains(RRPC_REQUEST)) {
        LOG.debug("{}: for listeners only: {}", shown(topic), e.getMessage());
      } else {
        LOG.warn("{}: ignored, malformed: {}", shown(topic), e.getMessage());
      }
    }
  }

  private boolean isOurs(AlinkTopic topic) {
    return topic.productKey().equals(identity.productKey())
        && topic.deviceName().equals(identity.deviceName())
        && !RAW.contains(topic.method());
  }

  private void route(
      AlinkCodec codec, AlinkTopic topic, String name, byte[] payload, Arrival received)
      throws MalformedMessageException {
    switch (topic.family()) {
      case SYS -> {
        AlinkMessage message = codec.decode(payload);
        if (topic.reply()) {
          reply(name, topic.method(), message);
        } else if (PlatformMethods.isNeverAsked(topic.method())) {
          LOG.debug("{}: ignored, nothing can be asked of a device there", name);
        } else if (!isReply(message)) {
          String answerTopic = codec.formatTopic(topic.toReply());
          request(message, topic.method(), message.id(), answerTopic, received.time, PATIENT);
        }
      }
      case RRPC_REQUEST -> {
        AlinkMessage message = codec.decode(payload);
        String method = message.method().orElse("");
        call(message, method, topic, codec.formatTopic(responseTo(topic)), received);
      }
      case EXT_RRPC -> {
        if (!topic.method().startsWith("/")) {
          call(codec.decode(payload), topic.method(), topic, name, received);
        }
      }
      case EXT_ERROR -> complaint(codec.decode(payload));
      default -> LOG.trace("{}: for listeners only", name);
    }
  }

  /** What the platform could not take from us; it belongs to no request that waits. */
  private void complaint(AlinkMessage message) {
    String words = message.message().map(Router::shown).orElse("no words");
    String data = message.data().map(text -> shown(text.toString())).orElse("{}");
    String code = message.code().isPresent() ? "" + message.code().getAsInt() : "none";
    LOG.warn("{}: the platform complains: code {}, '{}', {}", identity, code, words, data);
  }

  private void reply(String topic, String method, AlinkMessage message)
      throws MalformedMessageException {
    if (message.code().isEmpty()) {
      throw new MalformedMessageException("a reply without a code");
    }
    ResultCode code = new ResultCode(message.code().getAsInt());
    Reply reply = new Reply(code, message.data().orElse(JsonText.EMPTY_OBJECT), message.message());
    String id = message.id().map(MessageId::text).orElse("");
    if (!pending.replied(id, method, reply)) {
      LOG.debug(
          "{}: no request waits for the reply with id '{}', the {}th such reply",
          topic,
          shown(id),
          unmatched.incrementAndGet());
    }
  }

  /** A synchronous call: its message id is in the topic, and serves if it has no other. */
  private void call(
      AlinkMessage message, String method, AlinkTopic topic, String answerTopic, Arrival received) {
    Optional<MessageId> id =
        message.id().or(() -> topic.messageId().map(text -> new MessageId(text, false)));
    if (!isReply(message)) {
      Duration left = CALL.minusNanos(nanoTime.getAsLong() - received.nanos);
      request(message, method, id, answerTopic, received.time, left);
    }
  }

  private void request(
      AlinkMessage message,
      String method,
      Optional<MessageId> id,
      String answerTopic,
      Instant received,
      Duration limit) {
    JsonText params = message.params().orElse(JsonText.EMPTY_OBJECT);
    answers.take(
        new Request(id, method, params, received, message.params().isPresent()),
        limit,
        reply -> id.ifPresent(known -> inbound.execute(() -> answer(answerTopic, known, reply))));
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
                LOG.info("{}: the answer was not sent: {}", topic, failure.getMessage());
              }
            });
  }

  private static byte[] tooLarge(AlinkCodec codec, String topic, MessageId id, int length) {
    LOG.warn("{}: the answer has {} bytes, more than the platform takes", topic, length);
    return codec.encode(
        new AlinkReply(
            id,
            ResultCode.REQUEST_ERROR,
            JsonText.EMPTY_OBJECT,
            Optional.of("The answer is too large")));
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
