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
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.kuralink.api.codec.ErrorCategory;

/**
 * A session without a platform, online from the start: remembers what was published, delivers
 * messages to subscribers and changes its state as a test says. Everything happens on the calling
 * thread.
 */
public final class FakeCloudSession implements CloudSession {

  private final FakeDeviceLink link;
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final List<MessageTrace> traces = new CopyOnWriteArrayList<>();
  private final AtomicReference<ServerTrust> trust =
      new AtomicReference<>(FakeCloudSession::ofRuntime);
  private final ServerTrust door = () -> trust.get().context();
  private volatile SessionStatus status = statusOf(SessionState.ONLINE, 1);
  private volatile Optional<CompletableFuture<SessionStatus>> attempt = Optional.empty();
  private volatile Optional<SessionFault> refusal = Optional.empty();

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
  public ServerTrust trust() {
    return door;
  }

  /** Whom it trusts from now on; at first the roots of the Java runtime. */
  public void trust(ServerTrust now) {
    trust.set(now);
  }

  private static SSLContext ofRuntime() throws ServerTrustException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new ServerTrustException("this Java runtime has no TLS: " + e.getMessage());
    }
  }

  @Override
  public void connect() {
    connectNow();
  }

  @Override
  public CompletionStage<SessionStatus> connectNow() {
    Optional<CompletableFuture<SessionStatus>> held = attempt;
    if (held.isPresent()) {
      return held.get();
    }
    refusal.ifPresentOrElse(this::refuse, () -> state(SessionState.ONLINE));
    return CompletableFuture.completedFuture(status);
  }

  /** Keeps attempts that are asked for open, until {@link #end(SessionFault)} ends them. */
  public void hold() {
    attempt = Optional.of(new CompletableFuture<>());
  }

  /** Whether attempts that were asked for end so from now on. */
  public void refuseAttempts(SessionFault fault) {
    refusal = Optional.of(fault);
  }

  /** Ends what {@link #hold()} has kept open. */
  public void end(SessionFault fault) {
    refuse(fault);
    attempt.orElseThrow().complete(status);
    attempt = Optional.empty();
  }

  private void refuse(SessionFault fault) {
    boolean stops =
        fault.category() == ErrorCategory.CREDENTIALS
            || fault.category() == ErrorCategory.CONFIGURATION;
    state(stops ? SessionState.STOPPED : SessionState.WAITING);
    fault(fault);
  }

  /** Shows a fault without a change of state. */
  public void fault(SessionFault fault) {
    SessionStatus before = status;
    status =
        new SessionStatus(
            before.state(),
            before.since(),
            before.server(),
            Optional.of(fault),
            before.attempts(),
            before.sessions(),
            before.nextAttempt(),
            before.queue());
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
