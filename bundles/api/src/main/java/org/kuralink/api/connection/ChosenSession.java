/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.NearestName;

/**
 * Follows which of the sessions that come and go is the one that a component was configured with:
 * that of a name, of several the one of the highest {@code service.ranking}; or, without a name,
 * the only one. Any thread may call; the listener is told on the thread that brought the change,
 * holding no lock.
 */
public final class ChosenSession {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<CloudSession, Candidate> sessions = new ConcurrentHashMap<>();
  private final Executor later;

  /** The absence of the chosen session that will be complained of if it lasts. */
  private final AtomicReference<@Nullable Object> awaited = new AtomicReference<>();

  private volatile @Nullable Told told;
  private volatile String chosen = "";
  private volatile Optional<CloudSession> present = Optional.empty();
  private volatile Runnable changed = () -> {};

  /** Complains of what is wrong after 30 seconds, on a thread of Java's common pool. */
  public ChosenSession() {
    this(CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  /**
   * Complains of what is wrong when it is told to.
   *
   * @param later runs a task when sessions have had time to come
   */
  public ChosenSession(Executor later) {
    this.later = later;
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
    told = null;
    look();
    awaited.set(null);
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
    Told before = told;
    chosen = pid;
    // Who has been told that a wrong choice was missing hears that the right one is there.
    Told now = new Told(complaint, relief);
    told = now;
    look();
    awaited.set(null);
    now.complained.set(present.isPresent() && before != null && before.complained.get());
    await();
  }

  /** Nobody is told anything any more. */
  public void close() {
    changed = () -> {};
    told = null;
    awaited.set(null);
  }

  /** A session came, or has other service properties. */
  public void add(CloudSession session, Map<String, ?> properties) {
    String pid = String.valueOf(properties.get(CloudSession.PID));
    sessions.put(session, new Candidate(pid, HandlerProperties.of(properties)));
    look();
    await();
    changed.run();
  }

  /** A session went; the chosen one may be another now, or none. */
  public void remove(CloudSession session) {
    sessions.remove(session);
    look();
    await();
    changed.run();
  }

  /** The chosen one, while it is there. */
  public Optional<CloudSession> session() {
    return present;
  }

  /** Complains of an absence that lasts, and of the end of one that was complained of. */
  private void await() {
    Told now = told;
    Optional<CloudSession> came = present;
    if (now == null) {
      return;
    }
    if (came.isPresent()) {
      awaited.set(null);
      if (now.complained.getAndSet(false)) {
        now.relief.accept(pid(came.get()));
      }
      return;
    }
    Object absence = new Object();
    if (!now.complained.get() && awaited.compareAndSet(null, absence)) {
      later.execute(
          () -> {
            if (awaited.compareAndSet(absence, null)) {
              fault()
                  .filter(fault -> now.complained.compareAndSet(false, true))
                  .ifPresent(now.complaint);
            }
          });
    }
  }

  private String pid(CloudSession session) {
    Candidate candidate = sessions.get(session);
    return candidate == null ? chosen : candidate.pid;
  }

  /** Looked up with each change, because it is asked for several times with each message. */
  private synchronized void look() {
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

  /** The gateway's own link over the chosen session, while that is there. */
  public Optional<DeviceLink> link() {
    return session().map(CloudSession::link);
  }

  /**
   * Whom the chosen session trusts, whichever that is when a context is asked for; while it is not
   * there nobody is.
   */
  public ServerTrust trust() {
    return () -> {
      Optional<CloudSession> now = session();
      if (now.isEmpty()) {
        throw new ServerTrustException(fault().orElse("the connection has just gone"));
      }
      return now.get().trust().context();
    };
  }

  /** Why there is no session at this moment, in words that begin with the property's name. */
  public Optional<String> fault() {
    if (session().isPresent()) {
      return Optional.empty();
    }
    String pid = chosen;
    List<String> names = sessions.values().stream().map(Candidate::pid).sorted().toList();
    if (!pid.isEmpty()) {
      return Optional.of(
          "connection is '" + pid + "', and no connection is called so" + instead(pid, names));
    }
    return Optional.of(
        names.isEmpty()
            ? "connection is empty, and there is no connection"
            : "connection is empty, and there are several: " + String.join(" ", names));
  }

  private static String instead(String pid, List<String> names) {
    if (names.isEmpty()) {
      return "; there is none at all";
    }
    return NearestName.of(pid, names)
        .map(nearest -> "; the nearest is '" + nearest + "'")
        .orElse("; there is " + String.join(" ", names));
  }

  private record Candidate(String pid, HandlerProperties properties) {}

  /** Who hears what is wrong, and whether he has heard it. */
  private record Told(
      Consumer<String> complaint, Consumer<String> relief, AtomicBoolean complained) {

    Told(Consumer<String> complaint, Consumer<String> relief) {
      this(complaint, relief, new AtomicBoolean());
    }
  }
}
