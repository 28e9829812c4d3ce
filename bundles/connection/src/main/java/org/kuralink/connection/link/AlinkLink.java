/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestHandler;
import org.kuralink.api.connection.RequestOptions;

/**
 * The link of one identity. Has nothing of its own but how it stands and who listens: all else is
 * the session's, because there may be thousands of links. Any thread may call.
 */
final class AlinkLink implements DeviceLink {

  private static final AtomicIntegerFieldUpdater<AlinkLink> TRANSIENTS =
      AtomicIntegerFieldUpdater.newUpdater(AlinkLink.class, "transients");

  private final DeviceIdentity identity;
  private final DeviceLinks links;

  /** Written by {@link DeviceLinks} under its lock. */
  private volatile Standing standing = Standing.OFFLINE;

  /** When it last came online, by the clock that nobody sets. */
  private volatile long since;

  private volatile int transients;
  private Audience.@Nullable Group<LinkListener> listeners;

  AlinkLink(DeviceIdentity identity, DeviceLinks links) {
    this.identity = identity;
    this.links = links;
  }

  /** How a device stands with the platform. */
  enum Standing {
    /** Not logged in. */
    OFFLINE(UplinkRules.Gate.CLOSED),
    /** It may speak. */
    ONLINE(UplinkRules.Gate.OPEN),
    /** Not in the topology any more. */
    DELETED(UplinkRules.Gate.GONE);

    /** Whether what the device says may leave. */
    final UplinkRules.Gate gate;

    Standing(UplinkRules.Gate gate) {
      this.gate = gate;
    }
  }

  Standing standing() {
    return standing;
  }

  void standing(Standing now) {
    standing = now;
  }

  /** It comes online now. */
  void since(long nanos) {
    since = nanos;
  }

  /** Whether it has logged in since then, and is online. */
  boolean cameBackSince(long nanos) {
    return isOnline() && since - nanos > 0;
  }

  /** Whether it is the gateway's. */
  boolean isOwn() {
    return links.own() == this;
  }

  /** How many transient requests of its own wait for their replies, after so many more. */
  int transients(int more) {
    return TRANSIENTS.addAndGet(this, more);
  }

  @Override
  public DeviceIdentity identity() {
    return identity;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    return standing == Standing.DELETED
        ? CompletableFuture.failedFuture(deleted())
        : links.requests().request(this, method, params, options);
  }

  @Override
  public Registration answer(String method, RequestHandler handler) {
    return links.answer(this, method, handler);
  }

  @Override
  public boolean isOnline() {
    return standing == Standing.ONLINE;
  }

  @Override
  public boolean isDeleted() {
    return standing == Standing.DELETED;
  }

  @Override
  public Registration addListener(LinkListener listener) {
    return group().add(listener);
  }

  private synchronized Audience.Group<LinkListener> group() {
    Audience.@Nullable Group<LinkListener> present = listeners;
    if (present == null) {
      present = links.newGroup();
      listeners = present;
    }
    return present;
  }

  void tell(boolean online) {
    Audience.@Nullable Group<LinkListener> present;
    synchronized (this) {
      present = listeners;
    }
    if (present != null) {
      present.tell(listener -> listener.changed(online));
    }
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return standing == Standing.DELETED
        ? CompletableFuture.failedFuture(deleted())
        : links.requests().publish(this, message, delivery);
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return links.subscriptions().listen(this, topicFilter, listener);
  }

  /** What is said of a message that cannot be sent now. */
  LinkException offline() {
    return isOwn() || !links.isUp()
        ? links.requests().offline()
        : new LinkException(
            LinkException.Reason.OFFLINE, identity + " is not logged in at this moment");
  }

  LinkException loggedOut() {
    return new LinkException(
        LinkException.Reason.LINK_LOST, identity + " was logged out before the reply came");
  }

  LinkException deleted() {
    return new LinkException(
        LinkException.Reason.DELETED,
        identity
            + " was taken out of the topology of its gateway; add it to the topology again on the"
            + " platform, or send nothing for it any more");
  }

  @Override
  public String toString() {
    return "link of " + identity;
  }
}
