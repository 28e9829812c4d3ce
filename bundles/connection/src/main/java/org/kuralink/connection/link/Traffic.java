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
 * The messages of a session, whether it is online or not. Owns two lanes of the dispatch pool:
 * inbound messages and replies. Methods that only the session's thread may call say so.
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
  private final MissingSubscriptions missing;
  private final Subscriptions subscriptions;
  private final UplinkSender sender;
  private final QueueOpener queue;
  private final DeviceLinks links;
  private final PlatformTimeQuery platformTime;
  private final Router router;
  private volatile @Nullable AlinkCodec codec;
  private volatile Duration requestTimeout = Duration.ofSeconds(10);

  /**
   * Traffic without a link, a queue or a codec.
   *
   * @param dispatch a bounded pool, which the lanes share
   * @param firstId the first id of requests
   * @param lanes the listeners of this session
   */
  public Traffic(
      DeviceIdentity identity,
      SessionTime time,
      Executor dispatch,
      long firstId,
      ListenerLanes lanes,
      Troubles troubles) {
    this.identity = identity;
    this.time = time;
    inbound = new SerialLane(dispatch, INBOUND_LIMIT).handingOn();
    inbound.hold(NO_CODEC);
    SerialLane replies = new SerialLane(dispatch, PendingReplies.LIMIT).impatient(time);
    wire = new Wire(lanes);
    pending = new PendingReplies(firstId, time.nanoTime(), time.thread(), replies);
    missing = new MissingSubscriptions(time.thread(), this::askAgain, troubles);
    subscriptions =
        new Subscriptions(
            identity, wire, time.thread(), new TopicListeners(lanes), missing, this::subscribed);
    sender =
        new UplinkSender(
            wire,
            time,
            end -> troubles.tell(end.cause(), String.valueOf(end.getMessage()), true),
            pending,
            new PostPacker(identity, () -> codec),
            new Gates());
    queue = new QueueOpener(sender, time);
    links =
        new DeviceLinks(
            identity,
            lanes,
            new AlinkLink.Shared(() -> codec, () -> requestTimeout, pending, sender, replies),
            new RequestDispatcher(time.thread(), time.nanoTime(), lanes),
            subscriptions,
            time.nanoTime());
    links.onChange(this::changed);
    platformTime = new PlatformTimeQuery(wire, sender.slot(), links.own(), time.clock());
    router = new Router(links, () -> codec, inbound, sender.results(), wire, time);
    subscriptions.need("/sys/" + identity + "/rrpc/request/+");
    links.own().answer(MOVED, this::moved);
    subscriptions.need("/ext/error/" + identity);
  }

  /** Receives faults of the link. Any thread. */
  @FunctionalInterface
  public interface Troubles {

    /**
     * Reports a fault of the link.
     *
     * @param fatal whether the link has to be ended
     */
    void tell(SessionFault.Cause cause, String message, boolean fatal);
  }

  /** The rules for sending: messages of a sub-device are sent only while it is logged in. */
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
    public boolean canReceiveReply(String topic) {
      return subscriptions.canReceiveReply(topic);
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

  private void subscribed(DeviceIdentity device) {
    sender.gateMoved(device);
  }

  /** Handles a changed state of a sub-device. */
  private void changed(AlinkLink link) {
    AlinkLink.LinkState now = link.state();
    if (now == AlinkLink.LinkState.OFFLINE) {
      sender.gateClosed(link.identity());
      if (link.transients(0) > 0) {
        time.later(() -> pending.failTransients(link, link.loggedOut()));
      }
      return;
    }
    if (now == AlinkLink.LinkState.DELETED) {
      time.later(() -> pending.failAll(link, link.deleted()));
    }
    sender.gateMoved(link.identity());
  }

  /** Only logs the request: the new instance is shown only in the platform's console. */
  private CompletionStage<Reply> moved(Request request) {
    LOG.warn(
        "{}: the platform reports that this device was moved to another instance; this session"
            + " stays connected: look up the instance in the console and set instance.id, region or"
            + " host",
        identity);
    return CompletableFuture.completedFuture(Reply.success());
  }

  /** Returns the gateway's link. */
  public DeviceLink link() {
    return links.own();
  }

  /** Returns the link of a device, always the same one. */
  public DeviceLink link(DeviceIdentity device) {
    return links.of(device);
  }

  /** Returns all links, the gateway's first. */
  public List<DeviceLink> links() {
    return links.all();
  }

  /** Registers the handler of a method for every device. */
  public Registration answerAll(String method, DeviceRequestHandler handler) {
    return links.answerAll(method, handler);
  }

  /** Adds a listener to a topic of every device. */
  public Registration subscribeAll(String topicPattern, DeviceMessageListener listener) {
    return subscriptions.listenAll(topicPattern, listener);
  }

  /** Sets the gateway capability instead of the present one. */
  public void gateway(OwnSession session, Optional<GatewayCapability> capability) {
    links.gateway(session, capability);
    capability.ifPresent(one -> missing.maybeNow(filter -> true));
  }

  /** Returns whether a gateway capability is or was registered. */
  public boolean hasSubDevices() {
    return links.hasSubDevices();
  }

  /** Adds a listener to the state of every device. */
  public Registration listen(DeviceLinkListener listener) {
    return links.listen(listener);
  }

  /** Sets the codec after it was registered, unregistered or replaced; messages wait meanwhile. */
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
   * Sets the limits. Session's thread.
   *
   * @param timeout the default deadline of requests
   * @param perSecond the maximum number of messages per second, 0 for no limit
   * @param packWithin how long posts of several devices wait to be packed; zero for never
   */
  public void limits(Duration timeout, int perSecond, Duration packWithin) {
    requestTimeout = timeout;
    sender.pace(perSecond, packWithin);
  }

  /** Replaces the durable queue; retries if it cannot be opened now. Session's thread. */
  public void openQueue(Supplier<UplinkQueue> opening) {
    queue.open(opening);
  }

  /** Sets the reason why there is no queue, for callers that append. */
  public void noQueue(String reason) {
    queue.none(reason);
  }

  /** Returns the durable queue, while there is one. */
  public Optional<UplinkQueue> queue() {
    return sender.slot().queue();
  }

  /** Returns the status of the queue and of the rate. */
  public QueueStatus queueStatus() {
    return sender.status();
  }

  /** Returns the line that carries messages, while there is one. */
  public @Nullable Line line() {
    return wire.line();
  }

  /** Holds inbound messages because a link is being opened. Session's thread. */
  public void expect() {
    inbound.hold(NO_LINK);
  }

  /**
   * A link is open. Session's thread.
   *
   * @param what the capabilities of the line
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
   * The link was lost or closed, or could not be opened. Session's thread.
   *
   * @param left the line that ended
   */
  public void down(Line left, boolean byItself) {
    if (wire.line() == left) {
      wire.down();
      links.session(false);
      missing.reset();
      sender.down(byItself);
      pending.failTransients(
          new LinkException(
              LinkException.Reason.LINK_LOST, "The session ended before the reply arrived"));
    }
    inbound.release(NO_LINK);
  }

  /** Sends durable messages of the gateway over a fallback line. Session's thread. */
  public void standIn(String transport, Line line, OpenLine what) {
    wire.standIn(transport, line, what);
    sender.up(what);
  }

  /** The fallback line has ended. Session's thread. */
  public void standInGone() {
    wire.down();
    sender.down(false);
  }

  /** Returns the control of the durable messages, for the fallback. */
  public UplinkFlow flow() {
    return sender;
  }

  /** Closes everything for good. Session's thread. */
  public void close() {
    links.close();
    String why = "The connection is closed";
    LinkException closed = new LinkException(LinkException.Reason.CLOSED, why);
    queue.close(why);
    sender.slot().leaveEmpty(why);
    pending.failAll(closed);
    sender.slot().failWaiters(closed);
  }

  /** Receives a message from the line and queues it. */
  public void received(String topic, byte[] payload, boolean again) {
    router.received(topic, payload, again);
  }

  /** Publishes a raw message. */
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return links.own().publish(message, delivery);
  }

  /** Adds a listener to raw messages. */
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return subscriptions.listen(links.own(), topicFilter, listener);
  }

  /** Adds a trace of all messages. */
  public Registration trace(MessageTrace trace) {
    return wire.trace(trace);
  }
}
