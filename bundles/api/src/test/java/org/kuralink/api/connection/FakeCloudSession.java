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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.kuralink.api.codec.ErrorCategory;

/**
 * A test double of {@link CloudSession}, initially online; the test sets the state of its
 * sub-devices. It records published messages, delivers messages to subscribers, and changes its
 * state as the test requires. Everything runs on the calling thread.
 */
public final class FakeCloudSession implements CloudSession {

  private static final String DEVICE = "{productKey}/{deviceName}";

  private final FakeDeviceLink link;
  private final Map<DeviceIdentity, FakeDeviceLink> subDevices = new ConcurrentHashMap<>();
  private final Map<String, DeviceRequestHandler> handlers = new ConcurrentHashMap<>();
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final List<DeviceLinkListener> linkListeners = new CopyOnWriteArrayList<>();
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final List<MessageTrace> traces = new CopyOnWriteArrayList<>();
  private final AtomicReference<ServerTrust> trust =
      new AtomicReference<>(FakeCloudSession::ofRuntime);
  private final ServerTrust door = () -> trust.get().context();
  private volatile Downloads downloads = new FakeDownloads();
  private volatile Optional<String> onlyReports = Optional.empty();
  private volatile Optional<SessionProxy> proxy = Optional.empty();
  private volatile SessionStatus status = statusOf(SessionState.ONLINE, 1);
  private volatile Optional<CompletableFuture<SessionStatus>> attempt = Optional.empty();
  private volatile Optional<SessionFault> refusal = Optional.empty();

  /** Creates a session of the device {@code pk/dn}. */
  public FakeCloudSession() {
    this(new FakeDeviceLink());
  }

  /** Creates a session of the link's device. */
  public FakeCloudSession(FakeDeviceLink link) {
    this.link = link;
    link.belongsTo(this);
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

  /** Sets the trust; initially the roots of the Java runtime. */
  public void trust(ServerTrust now) {
    trust.set(now);
  }

  @Override
  public Downloads downloads() {
    return downloads;
  }

  /** Sets the downloads; initially none. */
  public void downloads(Downloads now) {
    downloads = now;
  }

  @Override
  public Optional<SessionProxy> proxy() {
    return proxy;
  }

  /** Sets the proxy; initially none. */
  public void proxy(SessionProxy now) {
    proxy = Optional.of(now);
  }

  @Override
  public Optional<String> onlyReports() {
    return onlyReports;
  }

  /** Makes the line uplink only, with this reason. */
  public void onlyReports(String words) {
    onlyReports = Optional.of(words);
  }

  /** Makes the line support downlink again. */
  public void hears() {
    onlyReports = Optional.empty();
  }

  private static SSLContext ofRuntime() throws ServerTrustException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new ServerTrustException("this Java runtime has no TLS: " + e.getMessage());
    }
  }

  @Override
  public FakeDeviceLink link(DeviceIdentity device) {
    if (device.equals(link.identity())) {
      return link;
    }
    return subDevices.computeIfAbsent(
        device,
        fresh -> {
          FakeDeviceLink made = new FakeDeviceLink(fresh);
          made.online(false);
          made.belongsTo(this);
          return made;
        });
  }

  @Override
  public List<DeviceLink> links() {
    return Stream.<DeviceLink>concat(Stream.of(link), subDevices.values().stream()).toList();
  }

  /** Reports a sub-device as logged in. */
  public void loggedIn(DeviceIdentity device) {
    if (status.isOnline() && !link(device).isDeleted()) {
      link(device).online(true);
    }
  }

  /** Reports a sub-device as logged out. */
  public void loggedOut(DeviceIdentity device) {
    link(device).online(false);
  }

  /** Reports a sub-device as removed from the topology. */
  public void deleted(DeviceIdentity device) {
    link(device).delete();
  }

  @Override
  public Registration answerAll(String method, DeviceRequestHandler handler) {
    if (handlers.putIfAbsent(method, handler) != null) {
      throw new IllegalStateException(method + " has a handler for all devices already");
    }
    return () -> handlers.remove(method, handler);
  }

  @Override
  public Registration subscribeAll(String topicPattern, DeviceMessageListener listener) {
    if (!topicPattern.contains(DEVICE)) {
      throw new IllegalArgumentException("'" + topicPattern + "' does not say " + DEVICE);
    }
    return add(subscribers, new Subscriber(topicPattern, listener));
  }

  @Override
  public Registration addLinkListener(DeviceLinkListener listener) {
    return add(linkListeners, listener);
  }

  /** Returns the methods with a handler for all devices. */
  public Set<String> answeredForAll() {
    return Set.copyOf(handlers.keySet());
  }

  /** Returns the patterns subscribed for all devices, in order. */
  public List<String> subscribedForAll() {
    return subscribers.stream().map(Subscriber::pattern).toList();
  }

  Optional<DeviceRequestHandler> handlerOfAll(String method) {
    return Optional.ofNullable(handlers.get(method));
  }

  int deliverToAll(FakeDeviceLink to, Message message) {
    List<Subscriber> matching =
        subscribers.stream()
            .filter(one -> FakeDeviceLink.matches(one.filter(to.identity()), message.topic()))
            .toList();
    matching.forEach(one -> one.listener().received(to, message));
    return matching.size();
  }

  void changed(FakeDeviceLink which, boolean online) {
    linkListeners.forEach(listener -> listener.changed(which, online));
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

  /** Keeps requested attempts pending until {@link #end(SessionFault)}. */
  public void hold() {
    attempt = Optional.of(new CompletableFuture<>());
  }

  /** Makes all further requested attempts fail with a fault. */
  public void refuseAttempts(SessionFault fault) {
    refusal = Optional.of(fault);
  }

  /** Ends the attempts that {@link #hold()} keeps pending. */
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

  /** Sets a fault without a change of state. */
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

  /** Enters a state and notifies the listeners. */
  public void state(SessionState next) {
    SessionState from = status.state();
    if (from == next) {
      return;
    }
    status = statusOf(next, status.sessions() + (next == SessionState.ONLINE ? 1 : 0));
    link.online(status.isOnline());
    if (!status.isOnline()) {
      subDevices.values().forEach(one -> one.online(false));
    }
    listeners.forEach(listener -> listener.changed(from, status));
  }

  /** Delivers a message to all matching subscriptions; returns their number. */
  public int deliver(String topic, byte[] payload) {
    Message message = new Message(topic, payload);
    traces.forEach(trace -> trace.message(MessageTrace.Direction.DOWNLINK, topic, textOf(message)));
    return link.deliver(topic, payload)
        + subDevices.values().stream().mapToInt(one -> one.deliver(topic, payload)).sum();
  }

  /** Returns the published raw messages in order. */
  public List<FakeDeviceLink.Published> published() {
    return link.published();
  }

  /** Returns the subscribed filters in order. */
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

  private record Subscriber(String pattern, DeviceMessageListener listener) {

    String filter(DeviceIdentity device) {
      return pattern.replace(DEVICE, device.toString());
    }
  }

  private static <T> Registration add(List<T> list, T element) {
    list.add(element);
    return () -> list.removeIf(other -> other == element);
  }
}
