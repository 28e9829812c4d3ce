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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceLinkListener;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.DeviceRequestHandler;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.OpenLine;
import org.kuralink.queue.UplinkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that flows over a session, whether it is up or down at the moment. Owns two lanes of the
 * dispatch pool: inbound messages and replies. What the session's thread alone may call says so.
 */
public final class Traffic {

  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
  private static final int INBOUND_LIMIT = 10_000;

  private static final String MOVED = "thing.bootstrap.notify";
  private static final Object NO_CODEC = "no codec";
  private static final Object NO_LINK = "log-in not finished";

  private final DeviceIdentity identity;
  private final SessionTime time;
  private final Wire wire;
  private final SerialLane inbound;
  private final PendingReplies pending;
  private final Hearing hearing;
  private final Subscriptions subscriptions;
  private final UplinkSender sender;
  private final QueueOpening queue;
  private final DeviceLinks links;
  private final PlatformTimeQuery platformTime;
  private final Router router;
  private volatile @Nullable AlinkCodec codec;
  private volatile Duration requestTimeout = Duration.ofSeconds(10);

  /**
   * Traffic without a link, a queue or a codec yet.
   *
   * @param dispatch a bounded pool; needs no threads of its own for each lane
   * @param firstId where the ids of requests begin
   * @param audience all who listen to this session
   */
  public Traffic(
      DeviceIdentity identity,
      SessionTime time,
      Executor dispatch,
      long firstId,
      Audience audience,
      Troubles troubles) {
    this.identity = identity;
    this.time = time;
    inbound = new SerialLane(dispatch, INBOUND_LIMIT).handingOn();
    inbound.hold(NO_CODEC);
    SerialLane replies = new SerialLane(dispatch, PendingReplies.LIMIT).impatient(time);
    wire = new Wire(audience);
    pending = new PendingReplies(firstId, time.nanoTime(), time.thread(), replies);
    hearing = new Hearing(time.thread(), this::askAgain, troubles);
    subscriptions =
        new Subscriptions(
            identity, wire, time.thread(), new TopicListeners(audience), hearing, this::heard);
    sender =
        new UplinkSender(
            wire,
            time,
            end -> troubles.tell(end.cause(), String.valueOf(end.getMessage()), true),
            pending,
            new PostPacker(identity, () -> codec),
            new Gates());
    queue = new QueueOpening(sender, time);
    links =
        new DeviceLinks(
            identity,
            audience,
            new AlinkLink.Ways(() -> codec, () -> requestTimeout, pending, sender, replies),
            new Answers(time.thread(), time.nanoTime(), audience),
            subscriptions,
            time.nanoTime());
    links.onChange(this::changed);
    platformTime = new PlatformTimeQuery(wire, sender.slot(), links.own(), time.clock());
    router = new Router(links, () -> codec, inbound, sender.verdicts(), wire, time);
    subscriptions.need("/sys/" + identity + "/rrpc/request/+");
    links.own().answer(MOVED, this::moved);
    subscriptions.need("/ext/error/" + identity);
  }

  /** Told what a session cannot go on with, or not well. Any thread. */
  @FunctionalInterface
  public interface Troubles {

    /**
     * Something is amiss with the link.
     *
     * @param fatal whether the link is of no use
     */
    void tell(SessionFault.Cause cause, String message, boolean fatal);
  }

  /** Which messages may leave: those of a sub-device only while it is logged in. */
  private final class Gates implements UplinkRules {

    @Override
    public UplinkRules.Gate gate(String topic) {
      UplinkRules.Gate gate = links.gate(topic);
      boolean waits =
          gate == UplinkRules.Gate.OPEN
              && wire.standsIn()
              && !TopicFilter.deviceOf(topic).equals(Optional.of(identity));
      return waits ? UplinkRules.Gate.CLOSED : gate;
    }

    @Override
    public boolean hasGateway() {
      return links.hasGateway();
    }

    @Override
    public boolean hears(String topic) {
      return subscriptions.hears(topic);
    }

    @Override
    public void replyNeeded(String topic) {
      TopicFilter.deviceOf(topic).ifPresent(device -> subscriptions.needReplies(device, topic));
    }

    @Override
    public Duration replyLimit() {
      return requestTimeout;
    }
  }

  private void askAgain(String filter) {
    subscriptions.askAgain(filter);
  }

  private void heard(DeviceIdentity device) {
    sender.gateMoved(device);
  }

  /** A sub-device stands otherwise than before. */
  private void changed(AlinkLink link) {
    AlinkLink.Standing now = link.standing();
    if (now == AlinkLink.Standing.OFFLINE) {
      sender.gateClosed(link.identity());
      if (link.transients(0) > 0) {
        time.later(() -> pending.failTransients(link, link.loggedOut()));
      }
      return;
    }
    if (now == AlinkLink.Standing.DELETED) {
      time.later(() -> pending.failAll(link, link.deleted()));
    }
    sender.gateMoved(link.identity());
  }

  /** Where to is only in the platform's console, so that a person is told. */
  private CompletionStage<Reply> moved(Request request) {
    LOG.warn(
        "{}: the platform says that this device has been moved and is to log in elsewhere; this"
            + " session stays where it is: look up the instance in the console and set"
            + " instance.id, region or host",
        identity);
    return CompletableFuture.completedFuture(Reply.success());
  }

  /** The gateway's own door for requests and answers. */
  public DeviceLink link() {
    return links.own();
  }

  /** The door of a device, the same one each time. */
  public DeviceLink link(DeviceIdentity device) {
    return links.of(device);
  }

  /** All doors that there are, the gateway's own first. */
  public List<DeviceLink> links() {
    return links.all();
  }

  /** Answers a method for every device. */
  public Registration answerAll(String method, DeviceRequestHandler handler) {
    return links.answerAll(method, handler);
  }

  /** Listens to a topic of every device. */
  public Registration subscribeAll(String topicPattern, DeviceMessageListener listener) {
    return subscriptions.listenAll(topicPattern, listener);
  }

  /** Who logs sub-devices in from now on, instead of who did before. */
  public void gateway(OwnSession session, Optional<GatewayCapability> capability) {
    links.gateway(session, capability);
    capability.ifPresent(one -> hearing.maybeNow(filter -> true));
  }

  /** Whether there is or was somebody who logs sub-devices in. */
  public boolean hasSubDevices() {
    return links.hasSubDevices();
  }

  /** Hears of every device whose link comes or goes. */
  public Registration listen(DeviceLinkListener listener) {
    return links.listen(listener);
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
   * @param packWithin how long posts of several devices wait to leave together; zero for never
   */
  public void limits(Duration timeout, int perSecond, Duration packWithin) {
    requestTimeout = timeout;
    sender.pace(perSecond, packWithin);
  }

  /**
   * Puts the durable queue in, instead of the one that is there; one that cannot be opened now is
   * tried again. Session's thread.
   */
  public void openQueue(Supplier<UplinkQueue> opening) {
    queue.open(opening);
  }

  /** There is no queue, and appenders are told why. */
  public void noQueue(String reason) {
    queue.none(reason);
  }

  /** The durable queue, while there is one. */
  public Optional<UplinkQueue> queue() {
    return sender.slot().queue();
  }

  /** How full the queue is, and how fast messages leave. */
  public QueueStatus queueStatus() {
    return sender.status();
  }

  /** The line that carries messages, while there is one. */
  public @Nullable Line line() {
    return wire.line();
  }

  /** A link is being opened: what it brings waits until it is open. Session's thread. */
  public void expect() {
    inbound.hold(NO_LINK);
  }

  /**
   * A link is open. Session's thread.
   *
   * @param what what it can do
   */
  public void up(Line line, OpenLine what) {
    wire.up(line, what);
    subscriptions.renew(what.calls(), what.subscribes());
    sender.up(what);
    if (what.downlink()) {
      platformTime.up();
    }
    inbound.release(NO_LINK);
    links.session(true);
  }

  /**
   * The link is gone, by itself or because we closed it, or did not come up. Session's thread.
   *
   * @param left the line that is not there any more
   */
  public void down(Line left, boolean byItself) {
    if (wire.line() == left) {
      wire.down();
      links.session(false);
      hearing.reset();
      sender.down(byItself);
      pending.failTransients(
          new LinkException(
              LinkException.Reason.LINK_LOST, "The session ended before the reply came"));
    }
    inbound.release(NO_LINK);
  }

  /** What is durable and the gateway's own goes over a line that stands in. Session's thread. */
  public void standIn(String transport, Line line, OpenLine what) {
    wire.standIn(transport, line, what);
    sender.up(what);
  }

  /** The line that stood in is gone. Session's thread. */
  public void standInGone() {
    wire.down();
    sender.down(false);
  }

  /** What goes out from the queue, for who lets a line stand in. */
  public UplinkFlow flow() {
    return sender;
  }

  /** The session is over for good. Session's thread. */
  public void close() {
    links.close();
    String why = "The connection is gone";
    LinkException closed = new LinkException(LinkException.Reason.CLOSED, why);
    queue.close(why);
    sender.slot().leaveEmpty(why);
    pending.failAll(closed);
    sender.slot().failWaiters(closed);
  }

  /** Takes a message from the line; only hands it over. */
  public void received(String topic, byte[] payload, boolean again) {
    router.received(topic, payload, again);
  }

  /** Publishes raw bytes. */
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return links.own().publish(message, delivery);
  }

  /** Listens to raw messages. */
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return subscriptions.listen(links.own(), topicFilter, listener);
  }

  /** Shows all messages to somebody. */
  public Registration trace(MessageTrace trace) {
    return wire.trace(trace);
  }
}
