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
 * Follows which of the sessions that come and go is the one that a component was configured with:
 * that of a name, of several the one of the highest {@code service.ranking}; or, without a name,
 * the only one. Any thread may call; the listener is told on the thread that brought the change,
 * holding no lock.
 */
public final class ChosenSession {

  private final Map<CloudSession, Candidate> sessions = new ConcurrentHashMap<>();
  private final Absence absence;
  private volatile String chosen = "";
  private volatile Optional<CloudSession> present = Optional.empty();
  private volatile Runnable changed = () -> {};
  private boolean closed;

  /** Complains of what is wrong after 30 seconds, on a thread of Java's common pool. */
  public ChosenSession() {
    absence = new Absence();
  }

  /**
   * Complains of what is wrong when it is told to.
   *
   * @param later runs a task when sessions have had time to come
   */
  public ChosenSession(Executor later) {
    absence = new Absence(later);
  }

  /** Says whom to tell, instead of who was told before, that a session has come or gone. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /**
   * Says which session it is, by its {@link CloudSession#PID}; empty for the only one. The listener
   * is not told.
   */
  public void choose(String pid) {
    chosen = pid;
    look();
    absence.end();
  }

  /** The same, with nobody to hear that the session came after all. */
  public void choose(String pid, Consumer<String> complaint) {
    choose(pid, complaint, relief -> {});
  }

  /**
   * The same; and whenever there is no such session for longer than sessions take to come, somebody
   * is told once what is wrong, as {@link #fault} says it, and once more when it is there.
   *
   * @param relief hears the name of the session that came after a complaint
   */
  public void choose(String pid, Consumer<String> complaint, Consumer<String> relief) {
    chosen = pid;
    look();
    absence.watch(this::fault, complaint, () -> relief.accept(present()));
  }

  /** Nobody is told anything any more. */
  public void close() {
    changed = () -> {};
    absence.end();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  /** A session came, or has other service properties. */
  public void add(CloudSession session, Map<String, ?> properties) {
    String pid = String.valueOf(properties.get(CloudSession.PID));
    sessions.put(session, new Candidate(pid, HandlerProperties.of(properties)));
    look();
    absence.look();
    changed.run();
  }

  /** A session went; the chosen one may be another now, or none. */
  public void remove(CloudSession session) {
    sessions.remove(session);
    look();
    absence.look();
    changed.run();
  }

  /** The chosen one, while it is there. */
  public Optional<CloudSession> session() {
    return present;
  }

  private String present() {
    return session().map(sessions::get).map(Candidate::pid).orElse(chosen);
  }

  /** Looked up with each change, because it is asked for several times with each message. */
  private synchronized void look() {
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

  /** The link of a device over a session; empty if no device can have such a name. */
  public static Optional<DeviceLink> link(CloudSession session, DeviceIdentity device) {
    try {
      return Optional.of(session.link(device));
    } catch (IllegalArgumentException noSuchName) {
      return Optional.empty();
    }
  }

  /** The gateway's own link over the chosen session, while that is there. */
  public Optional<DeviceLink> link() {
    return session().map(CloudSession::link);
  }

  /**
   * Whom the chosen session trusts, whichever that is when a context is asked for; while it is not
   * there nobody is.
   */
  public ServerTrust trust() {
    return () -> present(session()).trust().context();
  }

  /**
   * What stands between the chosen session and its servers, asked anew before each connection.
   *
   * @throws IOException while that is not known, or the session is not there
   */
  public Optional<SessionProxy> proxy() throws IOException {
    return present(session()).proxy();
  }

  /**
   * What fetches files on behalf of the chosen session. One that is cut off because the session
   * ends goes on with the session that comes in its place, within the time that the request gives
   * for all of it; while there is none it is waited for. Until {@link #close()}.
   */
  public Downloads downloads() {
    return new ChosenDownloads(this, System::nanoTime);
  }

  /**
   * Waits for a chosen session that is not the one which has ended, for no longer than some time.
   *
   * @return empty if there is none when the time is over, or nobody follows sessions any more
   */
  synchronized Optional<CloudSession> await(Optional<CloudSession> ended, LongSupplier nanosLeft)
      throws InterruptedException {
    long left = nanosLeft.getAsLong();
    while (!closed && left > 0 && (present.isEmpty() || present.equals(ended))) {
      // Waits for no span that would be rounded to none.
      TimeUnit.MILLISECONDS.timedWait(this, 1 + TimeUnit.NANOSECONDS.toMillis(left));
      left = nanosLeft.getAsLong();
    }
    return closed || present.equals(ended) ? Optional.empty() : present;
  }

  private CloudSession present(Optional<CloudSession> now) throws ServerTrustException {
    if (now.isEmpty()) {
      throw new ServerTrustException(fault().orElse("the connection has just gone"));
    }
    return now.get();
  }

  /** Why there is no session at this moment, in words that begin with the property's name. */
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
              + "', and no connection is called so; "
              + Absence.instead(pid, names));
    }
    return Optional.of(
        names.isEmpty()
            ? "connection is empty, and there is no connection"
            : "connection is empty, and there are several: " + String.join(" ", names));
  }

  /**
   * Why a handler that names connections serves none at this moment, in words that begin with the
   * property's name; empty if it serves one, or names none.
   *
   * @param handler who it is, for people
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
            + "', and no connection is called so; "
            + Absence.instead(named, names));
  }

  private List<String> names() {
    return sessions.values().stream().map(Candidate::pid).sorted().toList();
  }

  /**
   * Why nothing comes from the platform, for a capability that lives of what comes: as {@link
   * #fault}, or that the session's line {@linkplain CloudSession#onlyReports only reports}.
   */
  public Optional<String> deafness() {
    return fault().or(() -> session().flatMap(CloudSession::onlyReports));
  }

  private record Candidate(String pid, HandlerProperties properties) {}
}
