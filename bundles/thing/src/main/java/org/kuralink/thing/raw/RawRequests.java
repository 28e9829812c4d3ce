/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceRequestHandler;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.RawCall;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.json.Json;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.handler.Whiteboard.Handler;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.ThingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The raw data from the platform (developer guide 9.5), including RRPC. Passes it to a handler for
 * raw data or, decoded by a codec, to the class that answers the same request in Alink JSON.
 * Applications are called in the queues of their handlers.
 */
public final class RawRequests {

  /** The time for a synchronous answer, a little less than the platform waits. */
  static final Duration SYNCHRONOUS_LIMIT = Duration.ofMillis(3_900);

  /** The time for encoding an answer, in addition to the time for the request. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final String SERVICES = "thing.service.";
  private static final Logger LOG = LoggerFactory.getLogger(RawRequests.class);

  private final Whiteboard.Serving<RawDataHandler> handlers;
  private final Whiteboard.Serving<RawDataCodec> codecs;
  private final DeviceRequestHandler services;
  private final Duration limit;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final AnsweredIds answered = new AnsweredIds();

  /**
   * Creates the requests of the devices of one session.
   *
   * @param services answers the requests that a codec has decoded
   * @param limit the time for a request
   */
  public RawRequests(
      Whiteboard.Serving<RawDataHandler> handlers,
      Whiteboard.Serving<RawDataCodec> codecs,
      DeviceRequestHandler services,
      Duration limit,
      ScheduledExecutorService timer,
      Clock clock) {
    this.handlers = handlers;
    this.codecs = codecs;
    this.services = services;
    this.limit = limit;
    this.timer = timer;
    this.clock = clock;
  }

  /**
   * Subscribes for all devices of a session.
   *
   * @param subscriptions takes the subscriptions
   */
  public void attach(CloudSession session, Registrations subscriptions) {
    DeviceTopics all = DeviceTopics.ofAll();
    subscriptions.add(session.subscribeAll(all.downRaw(), this::received));
    subscriptions.add(session.subscribeAll(all.upRawReply(), this::replied));
    subscriptions.add(session.subscribeAll(all.anyRrpc(), this::rrpc));
    subscriptions.add(session.subscribeAll(all.anyExtRaw(), this::extRrpc));
  }

  private void received(DeviceLink link, Message message) {
    String topic = new DeviceTopics(link.identity()).downRawReply();
    new Exchange(link, topic, message.payload(), limit).start(Optional.empty());
  }

  /** Takes a request of RRPC, unless it is an Alink envelope, which the link handles. */
  private void rrpc(DeviceLink link, Message message) {
    DeviceTopics topics = new DeviceTopics(link.identity());
    if (!isJsonObject(message.payload())) {
      String id = topics.messageId(message.topic());
      new Exchange(link, topics.rrpcResponse(id), message.payload(), synchronousLimit())
          .start(Optional.of(id));
    }
  }

  private void extRrpc(DeviceLink link, Message message) {
    String id = new DeviceTopics(link.identity()).messageId(message.topic());
    if (answered.isNew(message.topic())) {
      new Exchange(link, message.topic(), message.payload(), synchronousLimit())
          .start(Optional.of(id));
    }
  }

  private Duration synchronousLimit() {
    Duration most = SYNCHRONOUS_LIMIT.minus(GRACE);
    return limit.compareTo(most) > 0 ? most : limit;
  }

  private static boolean isJsonObject(byte[] payload) {
    int first = 0;
    while (first < payload.length && payload[first] >= 0 && payload[first] <= ' ') {
      first++;
    }
    if (first == payload.length || payload[first] != '{') {
      return false;
    }
    try {
      Json.read(JsonText.wrap(payload));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void replied(DeviceLink link, Message message) {
    DeviceIdentity device = link.identity();
    byte[] payload = message.payload();
    for (Handler<RawDataHandler> handler : handlers.serving(device)) {
      CompletableFuture<Void> deadline = ThingThread.deadline(timer, limit);
      handler
          .queue()
          .call(
              device,
              () -> {
                handler.service().replied(device, payload.clone());
                return CompletableFuture.completedFuture(payload);
              },
              deadline)
          .whenComplete(
              (done, failure) -> {
                deadline.cancel(false);
                if (failure != null) {
                  LOG.warn(
                      "A handler failed for the reply to raw data of {}: {}",
                      device,
                      HandlerFaults.words(failure));
                }
              });
    }
  }

  /** A request of the platform and its answer. */
  private final class Exchange {

    private final DeviceLink link;
    private final String answerTopic;
    private final byte[] payload;
    private final CompletableFuture<Void> deadline;

    Exchange(DeviceLink link, String answerTopic, byte[] payload, Duration limit) {
      this.link = link;
      this.answerTopic = answerTopic;
      this.payload = payload;
      this.deadline = ThingThread.deadline(timer, limit);
    }

    void start(Optional<String> messageId) {
      DeviceIdentity device = link.identity();
      List<Handler<RawDataHandler>> takers = handlers.serving(device);
      List<Handler<RawDataCodec>> readers = codecs.serving(device);
      CompletionStage<Optional<byte[]>> answer;
      if (!takers.isEmpty()) {
        Handler<RawDataHandler> taker = takers.get(0);
        answer =
            taker
                .queue()
                .call(device, () -> taker.service().received(device, payload.clone()), deadline);
      } else if (!readers.isEmpty()) {
        answer = translate(readers.get(0), messageId);
      } else {
        LOG.warn("{}: not answered: no RawDataHandler or RawDataCodec is registered", answerTopic);
        deadline.cancel(false);
        return;
      }
      answer.whenComplete(
          (bytes, failure) -> {
            deadline.cancel(false);
            if (failure == null) {
              bytes.ifPresent(this::send);
            } else {
              LOG.warn("{}: not answered: {}", answerTopic, HandlerFaults.words(failure));
            }
          });
    }

    private CompletionStage<Optional<byte[]>> translate(
        Handler<RawDataCodec> codec, Optional<String> messageId) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      codec
          .queue()
          .call(link.identity(), () -> completed(codec.service().decode(payload.clone())), deadline)
          .whenComplete(
              (call, failure) -> {
                if (failure != null) {
                  outcome.complete(unreadable(HandlerFaults.cause(failure)));
                } else {
                  carryOut(call, messageId, outcome);
                }
              });
      return outcome.thenCompose(
          done -> {
            CompletableFuture<Void> writing = ThingThread.deadline(timer, GRACE);
            return codec
                .queue()
                .call(
                    link.identity(),
                    () -> completed(codec.service().encodeReply(payload, done.call, done.reply)),
                    writing)
                .whenComplete((bytes, failure) -> writing.cancel(false));
          });
    }

    private void carryOut(
        RawCall call, Optional<String> messageId, CompletableFuture<Outcome> outcome) {
      Optional<RawCall> known = Optional.of(call);
      if (!call.method().startsWith(SERVICES)) {
        String words = call.method() + " is not a method of a device";
        outcome.complete(new Outcome(known, Reply.failure(ResultCode.PARAMETER_ERROR, words)));
        return;
      }
      Optional<MessageId> id =
          call.id().or(() -> messageId).map(text -> new MessageId(text, false));
      deadline.thenRun(
          () -> {
            String words = "the device did not answer in time";
            outcome.complete(new Outcome(known, Reply.failure(ResultCode.REQUEST_ERROR, words)));
          });
      CompletionStage<Reply> reply;
      try {
        reply =
            services.handle(link, new Request(id, call.method(), call.params(), clock.instant()));
      } catch (RuntimeException e) {
        reply = CompletableFuture.failedFuture(e);
      }
      reply
          .exceptionally(HandlerFaults::failure)
          .thenAccept(done -> outcome.complete(new Outcome(known, done)));
    }

    private Outcome unreadable(Throwable failure) {
      if (failure instanceof IllegalArgumentException) {
        LOG.warn("{}: the codec cannot decode: {}", answerTopic, HandlerFaults.words(failure));
        return new Outcome(
            Optional.empty(),
            Reply.failure(ResultCode.PARAMETER_ERROR, HandlerFaults.words(failure)));
      }
      return new Outcome(Optional.empty(), HandlerFaults.failure(failure));
    }

    private void send(byte[] bytes) {
      CompletionStage<Void> sent =
          link.publish(new Message(answerTopic, bytes), Delivery.TRANSIENT);
      sent.whenComplete(this::logFailure);
    }

    private void logFailure(@Nullable Void done, @Nullable Throwable failure) {
      if (failure != null) {
        LOG.info("{}: the answer was not sent: {}", answerTopic, HandlerFaults.words(failure));
      }
    }
  }

  /** Wraps a value; {@link org.kuralink.thing.handler.HandlerQueue} reports null. */
  @SuppressWarnings("NullAway")
  private static <T> CompletableFuture<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private record Outcome(Optional<RawCall> call, Reply reply) {}
}
