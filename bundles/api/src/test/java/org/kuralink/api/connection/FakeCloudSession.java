/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A session without a platform, online from the start: remembers what was published, delivers
 * messages to subscribers and changes its state as a test says. Everything happens on the calling
 * thread.
 */
public final class FakeCloudSession implements CloudSession {

  private final FakeDeviceLink link;
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final List<MessageTrace> traces = new CopyOnWriteArrayList<>();
  private volatile SessionStatus status = statusOf(SessionState.ONLINE, 1);

  /** A session of a device named {@code pk/dn}. */
  public FakeCloudSession() {
    this(new FakeDeviceLink());
  }

  /** A session of the link's device. */
  public FakeCloudSession(FakeDeviceLink link) {
    this.link = link;
  }

  @Override
  public DeviceIdentity identity() {
    return link.identity();
  }

  @Override
  public SessionStatus status() {
    return status;
  }

  @Override
  public FakeDeviceLink link() {
    return link;
  }

  @Override
  public void connect() {
    state(SessionState.ONLINE);
  }

  @Override
  public void disconnect() {
    state(SessionState.STOPPED);
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    traces.forEach(
        trace -> trace.message(MessageTrace.Direction.UPLINK, message.topic(), textOf(message)));
    return link.publish(message, delivery);
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return link.subscribe(topicFilter, listener);
  }

  @Override
  public Registration addListener(SessionListener listener) {
    return add(listeners, listener);
  }

  @Override
  public Registration trace(MessageTrace trace) {
    return add(traces, trace);
  }

  /** Goes to a state and tells the listeners. */
  public void state(SessionState next) {
    SessionState from = status.state();
    if (from == next) {
      return;
    }
    status = statusOf(next, status.sessions() + (next == SessionState.ONLINE ? 1 : 0));
    link.online(status.isOnline());
    listeners.forEach(listener -> listener.changed(from, status));
  }

  /** Delivers a message to all whose filter matches; says how many they are. */
  public int deliver(String topic, byte[] payload) {
    Message message = new Message(topic, payload);
    traces.forEach(trace -> trace.message(MessageTrace.Direction.DOWNLINK, topic, textOf(message)));
    return link.deliver(topic, payload);
  }

  /** What was published raw, in order. */
  public List<FakeDeviceLink.Published> published() {
    return link.published();
  }

  /** The filters that are subscribed, in order. */
  public List<String> subscribed() {
    return link.subscribed();
  }

  private static String textOf(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }

  private static SessionStatus statusOf(SessionState state, long sessions) {
    return new SessionStatus(
        state,
        Instant.EPOCH,
        Optional.of("tcp://localhost:1883"),
        Optional.empty(),
        0,
        sessions,
        Optional.empty(),
        QueueStatus.EMPTY);
  }

  private static <T> Registration add(List<T> list, T element) {
    list.add(element);
    return () -> list.removeIf(other -> other == element);
  }
}
