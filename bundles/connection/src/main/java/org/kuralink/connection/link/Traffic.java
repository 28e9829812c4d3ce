/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.Registration;
import org.kuralink.connection.mqtt.MqttTransport;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.UplinkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that flows over a session, whether it is up or down at the moment. Owns four lanes of the
 * dispatch pool: inbound messages, replies, handlers, and listeners. What the session's thread
 * alone may call says so.
 */
public final class Traffic {

  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
  private static final int INBOUND_LIMIT = 10_000;

  /** A full disk is emptied by people. */
  private static final long QUEUE_RETRY_SECONDS = 60;

  private static final Object NO_CODEC = "no codec";
  private static final Object NO_LINK = "log-in not finished";

  private final Clock clock;
  private final Tracing tracing;
  private final Wire wire;
  private final Lane inbound;
  private final Lane replies;
  private final PendingReplies pending;
  private final Hearing hearing;
  private final Subscriptions subscriptions;
  private final UplinkSender sender;
  private final PlatformTimeQuery platformTime;
  private final RawMessages raw;
  private final Audience.Group<LinkListener> linkListeners;
  private final Router router;
  private final AlinkLink link;
  private final AtomicLong lost = new AtomicLong();
  private final DeviceIdentity identity;
  private final ScheduledExecutorService session;
  private volatile @Nullable AlinkCodec codec;
  private volatile Duration requestTimeout = Duration.ofSeconds(10);

  /** Owned by the session's thread. */
  private @Nullable Future<?> queueRetry;

  /**
   * Traffic without a link, a queue or a codec yet.
   *
   * @param session the session's own thread
   * @param dispatch a bounded pool; needs no threads of its own for each lane
   * @param firstId where the ids of requests begin
   * @param stalled told on the session's thread that the link does not acknowledge any more
   * @param audience all who listen to this session
   * @param unheard told what the platform does not let us hear
   */
  public Traffic(
      DeviceIdentity identity,
      Clock clock,
      LongSupplier nanoTime,
      ScheduledExecutorService session,
      Executor dispatch,
      long firstId,
      Consumer<String> stalled,
      Audience audience,
      Unheard unheard) {
    this.identity = identity;
    this.clock = clock;
    this.session = session;
    inbound = new Lane(dispatch, INBOUND_LIMIT);
    inbound.hold(NO_CODEC);
    replies = new Lane(dispatch, PendingReplies.LIMIT);
    tracing = new Tracing(audience);
    wire = new Wire(tracing);
    linkListeners = audience.group();
    pending = new PendingReplies(firstId, nanoTime, session, replies);
    hearing = new Hearing(session, filter -> subscriptions().askAgain(filter), unheard);
    subscriptions = new Subscriptions(wire, audience, hearing);
    sender =
        new UplinkSender(
            wire,
            session,
            clock,
            nanoTime,
            stalled,
            pending,
            new PostPacker(() -> codec),
            subscriptions::need,
            () -> requestTimeout);
    platformTime = new PlatformTimeQuery(wire, sender.slot(), subscriptions, clock, identity);
    raw = new RawMessages(sender.live(), sender, subscriptions, replies::execute);
    Answers answers =
        new Answers(session, nanoTime, new Lane(dispatch, Answers.LIMIT), audience, this::answered);
    router =
        new Router(
            identity,
            nanoTime,
            () -> codec,
            inbound,
            pending,
            answers,
            subscriptions,
            wire,
            tracing);
    link =
        new AlinkLink(
            identity,
            () -> codec,
            () -> requestTimeout,
            pending,
            answers,
            subscriptions,
            wire,
            sender,
            sender.live(),
            raw,
            linkListeners);
    subscriptions.need("/sys/" + path(identity) + "/rrpc/request/+");
    answers.register(ElsewhereNotice.METHOD, new ElsewhereNotice(identity));
    subscriptions.need("/ext/error/" + path(identity));
  }

  /** Told what the platform does not let us hear. Any thread. */
  @FunctionalInterface
  public interface Unheard {

    /**
     * Something is not heard at present, and is asked for again.
     *
     * @param deaf whether the session cannot do without it, so that the link is of no use
     */
    void tell(String message, boolean deaf);
  }

  private Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Its topic is needed from now on; the platform may call services and wait for the answer. */
  private void answered(String method) {
    if (method.startsWith("thing.service.")) {
      subscriptions.needCalled(filterOf(method));
    } else {
      subscriptions.need(filterOf(method));
    }
  }

  /** The door for requests and answers. */
  public DeviceLink link() {
    return link;
  }

  /** The codec came, went, or was replaced; nothing is lost meanwhile. */
  public void codec(@Nullable AlinkCodec now) {
    if (now == null) {
      inbound.hold(NO_CODEC);
      codec = null;
    } else {
      codec = now;
      inbound.release(NO_CODEC);
    }
  }

  /**
   * Limits in time. Session's thread.
   *
   * @param timeout how long requests that do not say it themselves wait for a reply
   * @param perSecond how many messages may leave in a second, 0 for no limit
   */
  public void limits(Duration timeout, int perSecond) {
    requestTimeout = timeout;
    sender.rate(perSecond);
  }

  /**
   * Puts the durable queue in, instead of the one that is there; one that cannot be opened now is
   * tried again. Session's thread.
   */
  public void openQueue(Supplier<UplinkQueue> opening) {
    forgetQueueRetry();
    closeQueue("The uplink queue was moved; what waited stays in its former directory");
    try {
      sender.slot().insert(opening.get());
      sender.wake();
    } catch (QueueException | UncheckedIOException e) {
      sender.slot().fails(e.getMessage() + "; it is tried again every minute");
      sender.slot().leaveEmpty(String.valueOf(e.getMessage()));
      queueRetry =
          session.schedule(() -> openQueue(opening), QUEUE_RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void forgetQueueRetry() {
    Future<?> retry = queueRetry;
    if (retry != null) {
      retry.cancel(false);
      queueRetry = null;
    }
  }

  /** There is no queue, and appenders are told why. */
  public void noQueue(String reason) {
    forgetQueueRetry();
    sender.slot().leaveEmpty(reason);
  }

  private void closeQueue(String reason) {
    Optional<UplinkQueue> former = sender.slot().queue();
    if (former.isPresent()) {
      sender.leaveQueue();
      sender.slot().leaveEmpty(reason);
      former.get().close();
      sender.slot().failWaiters(new LinkException(LinkException.Reason.CLOSED, reason));
    }
  }

  /** The durable queue, while there is one. */
  public Optional<UplinkQueue> queue() {
    return sender.slot().queue();
  }

  /** How full the queue is, and how fast messages leave. */
  public QueueStatus queueStatus() {
    return sender.slot().status(sender.pace());
  }

  /**
   * A link is being opened: what it brings waits until it is known to be open. Session's thread.
   */
  public void expect() {
    inbound.hold(NO_LINK);
  }

  /**
   * A link is open. Session's thread.
   *
   * @param calls whether its log-in announced that we take synchronous calls on wrapped topics
   */
  public void up(MqttTransport transport, boolean sessionPresent, boolean calls) {
    wire.up(transport);
    LOG.debug("{}: session present: {}", identity, sessionPresent);
    subscriptions.renew(calls);
    sender.up();
    platformTime.up();
    inbound.release(NO_LINK);
    linkListeners.tell(listener -> listener.changed(true));
  }

  /** The link is gone, by itself or because we closed it. Session's thread. */
  public void down(boolean byItself) {
    if (wire.isUp()) {
      linkListeners.tell(listener -> listener.changed(false));
    }
    wire.down();
    hearing.reset();
    sender.down(byItself);
    pending.failTransients(
        new LinkException(
            LinkException.Reason.LINK_LOST, "The session ended before the reply came"));
    inbound.release(NO_LINK);
  }

  /** The session is over for good. Session's thread. */
  public void close() {
    forgetQueueRetry();
    LinkException closed = new LinkException(LinkException.Reason.CLOSED, "The connection is gone");
    closeQueue("The connection is gone");
    sender.slot().leaveEmpty("The connection is gone");
    pending.failAll(closed);
    sender.slot().failWaiters(closed);
  }

  /** Takes a message from the transport; only hands it over. */
  public void received(String topic, byte[] payload) {
    if (!router.offer(topic, payload, clock.instant()) && lost.getAndIncrement() % 1000 == 0) {
      LOG.warn(
          "{}: {} messages of the platform lost so far: more came than could be taken in",
          identity,
          lost.get());
    }
  }

  /** Publishes raw bytes. */
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return raw.publish(message, delivery);
  }

  /** Listens to raw messages. */
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return raw.subscribe(topicFilter, listener);
  }

  /** Shows all messages to somebody. */
  public Registration trace(MessageTrace trace) {
    return tracing.add(trace);
  }

  /** One level more than the prefix, which is what the official SDKs ask for. */
  private String filterOf(String method) {
    String path = method.replace('.', '/');
    String filter = path.endsWith("/*") ? path.substring(0, path.length() - 1) + "+" : path;
    return "/sys/" + path(identity) + "/" + filter;
  }

  private static String path(DeviceIdentity identity) {
    return String.format(Locale.ROOT, "%s/%s", identity.productKey(), identity.deviceName());
  }
}
