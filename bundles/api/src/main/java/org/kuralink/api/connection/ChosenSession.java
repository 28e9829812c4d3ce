/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tracks the {@link CloudSession} services and selects the one that a component is configured with:
 * the session with the configured name (of several, the one with the highest {@code
 * service.ranking}), or, without a name, the only session.
 *
 * <p>Any thread may call. The listener runs on the thread that reported the change and holds no
 * lock.
 */
public final class ChosenSession {

  private final Map<CloudSession, Candidate> sessions = new ConcurrentHashMap<>();
  private final Absence absence;
  private volatile String chosen = "";
  private volatile Optional<CloudSession> present = Optional.empty();
  private volatile Runnable changed = () -> {};
  private boolean closed;

  /**
   * Creates an instance that reports a missing session after 30 seconds, on a thread of Java's
   * common pool.
   */
  public ChosenSession() {
    absence = new Absence();
  }

  /**
   * Creates an instance with an executor of the caller's.
   *
   * @param delayed runs each task after the delay that a missing session has to appear
   */
  public ChosenSession(Executor delayed) {
    absence = new Absence(delayed);
  }

  /**
   * Sets the listener that runs after each registered or unregistered session; replaces the
   * previous listener.
   */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /**
   * Selects a session without reporting its absence. Does not call the listener.
   *
   * @param pid the session's {@link CloudSession#PID}; empty for the only session
   */
  public void choose(String pid) {
    chosen = pid;
    select();
    absence.end();
  }

  /**
   * Selects a session and reports its absence, but not its return.
   *
   * @param pid the session's {@link CloudSession#PID}; empty for the only session
   * @param onMissing receives the {@link #fault()} once per absence that lasts
   */
  public void choose(String pid, Consumer<String> onMissing) {
    choose(pid, onMissing, name -> {});
  }

  /**
   * Selects a session and reports its absence and its return. Does not call the listener.
   *
   * @param pid the session's {@link CloudSession#PID}; empty for the only session
   * @param onMissing receives the {@link #fault()} once per absence that lasts
   * @param onPresent receives the name of the session that appears after a reported absence
   */
  public void choose(String pid, Consumer<String> onMissing, Consumer<String> onPresent) {
    chosen = pid;
    select();
    absence.watch(this::fault, onMissing, () -> onPresent.accept(presentName()));
  }

  /**
   * Ends the tracking: no listener or callback runs afterwards, and downloads stop waiting for a
   * session.
   */
  public void close() {
    changed = () -> {};
    absence.end();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  /** Adds a session, or replaces the service properties of a known one. */
  public void add(CloudSession session, Map<String, ?> properties) {
    String pid = String.valueOf(properties.get(CloudSession.PID));
    sessions.put(session, new Candidate(pid, HandlerProperties.of(properties)));
    select();
    absence.look();
    changed.run();
  }

  /** Removes a session; another session may be chosen afterwards, or none. */
  public void remove(CloudSession session) {
    sessions.remove(session);
    select();
    absence.look();
    changed.run();
  }

  /** Returns the chosen session, if it is present. */
  public Optional<CloudSession> session() {
    return present;
  }

  private String presentName() {
    return session().map(sessions::get).map(Candidate::pid).orElse(chosen);
  }

  /**
   * Selects the session after each change, not on each call: every message asks for it several
   * times.
   */
  private synchronized void select() {
    notifyAll();
    String pid = chosen;
    if (pid.isEmpty()) {
      present = sessions.size() == 1 ? sessions.keySet().stream().findFirst() : Optional.empty();
      return;
    }
    present =
        sessions.entrySet().stream()
            .filter(entry -> entry.getValue().pid.equals(pid))
            .min(
                Comparator.comparing(
                    entry -> entry.getValue().properties, HandlerProperties.BEST_FIRST))
            .map(Map.Entry::getKey);
  }

  /** Returns the link of a device in a session; empty if the identity is not valid. */
  public static Optional<DeviceLink> link(CloudSession session, DeviceIdentity device) {
    try {
      return Optional.of(session.link(device));
    } catch (IllegalArgumentException noSuchName) {
      return Optional.empty();
    }
  }

  /** Returns the gateway's own link in the chosen session, if that is present. */
  public Optional<DeviceLink> link() {
    return session().map(CloudSession::link);
  }

  /**
   * Returns the trust of the chosen session. It always refers to the session that is chosen at the
   * time of the call; while none is present, {@link ServerTrust#context} throws.
   */
  public ServerTrust trust() {
    return () -> require(session()).trust().context();
  }

  /**
   * Returns the proxy that the chosen session currently uses; to be called before each connection.
   *
   * @throws IOException if the session is missing, or its proxy is not known yet
   */
  public Optional<SessionProxy> proxy() throws IOException {
    return require(session()).proxy();
  }

  /**
   * Returns downloads that use the chosen session. A download that is cut off because the session
   * ends is resumed with the session that replaces it, within the time limit of the request; while
   * there is none, the download waits, until {@link #close()}.
   */
  public Downloads downloads() {
    return new ChosenDownloads(this, System::nanoTime);
  }

  /**
   * Waits for a chosen session other than the one that has ended.
   *
   * @param nanosLeft returns the remaining time in nanoseconds
   * @return empty if the time is over, or after {@link #close()}
   */
  synchronized Optional<CloudSession> await(Optional<CloudSession> ended, LongSupplier nanosLeft)
      throws InterruptedException {
    long left = nanosLeft.getAsLong();
    while (!closed && left > 0 && (present.isEmpty() || present.equals(ended))) {
      // A wait of 0 ms would have no limit.
      TimeUnit.MILLISECONDS.timedWait(this, 1 + TimeUnit.NANOSECONDS.toMillis(left));
      left = nanosLeft.getAsLong();
    }
    return closed || present.equals(ended) ? Optional.empty() : present;
  }

  private CloudSession require(Optional<CloudSession> now) throws ServerTrustException {
    if (now.isEmpty()) {
      throw new ServerTrustException(fault().orElse("the connection has just been stopped"));
    }
    return now.get();
  }

  /**
   * Returns why there is currently no session, in words that begin with the property's name; empty
   * if there is one.
   */
  public Optional<String> fault() {
    if (session().isPresent()) {
      return Optional.empty();
    }
    String pid = chosen;
    List<String> names = names();
    if (!pid.isEmpty()) {
      return Optional.of(
          "connection is '"
              + pid
              + "', and no connection has this name; "
              + Absence.instead(pid, names));
    }
    return Optional.of(
        names.isEmpty()
            ? "connection is empty, and there is no connection"
            : "connection is empty, and there are several: " + String.join(" ", names));
  }

  /**
   * Returns why a handler that names connections serves none of the present ones, in words that
   * begin with the property's name; empty if it serves one, or names none.
   *
   * @param handler a description of the handler for the message
   */
  public Optional<String> fault(String handler, HandlerProperties properties) {
    List<String> names = names();
    Set<String> wanted = properties.connections();
    if (wanted.isEmpty() || names.stream().anyMatch(wanted::contains)) {
      return Optional.empty();
    }
    String named = String.join(" ", new TreeSet<>(wanted));
    return Optional.of(
        "connection of the handler "
            + handler
            + " is '"
            + named
            + "', and no connection has this name; "
            + Absence.instead(named, names));
  }

  private List<String> names() {
    return sessions.values().stream().map(Candidate::pid).sorted().toList();
  }

  /**
   * Returns why no downlink message can arrive, for a capability that depends on them: the {@link
   * #fault()}, or the reason why the session's line is {@linkplain CloudSession#onlyReports uplink
   * only}. Empty if they can.
   */
  public Optional<String> deafness() {
    return fault().or(() -> session().flatMap(CloudSession::onlyReports));
  }

  private record Candidate(String pid, HandlerProperties properties) {}
}
