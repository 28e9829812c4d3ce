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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

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
  private final AtomicReference<Object> awaited = new AtomicReference<>(new Object());
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
    look();
    awaited.set(new Object());
  }

  /**
   * The same; and if that session is not there when it has had time to come, unless another one has
   * been chosen since, somebody is told what is wrong, as {@link #fault} says it.
   */
  public void choose(String pid, Consumer<String> complaint) {
    chosen = pid;
    look();
    Object choice = new Object();
    awaited.set(choice);
    later.execute(
        () -> {
          if (awaited.compareAndSet(choice, new Object())) {
            fault().ifPresent(complaint);
          }
        });
  }

  /** Nobody is told anything any more. */
  public void close() {
    changed = () -> {};
    awaited.set(new Object());
  }

  /** A session came, or has other service properties. */
  public void add(CloudSession session, Map<String, ?> properties) {
    String pid = String.valueOf(properties.get(CloudSession.PID));
    sessions.put(session, new Candidate(pid, HandlerProperties.of(properties)));
    look();
    changed.run();
  }

  /** A session went; the chosen one may be another now, or none. */
  public void remove(CloudSession session) {
    sessions.remove(session);
    look();
    changed.run();
  }

  /** The chosen one, while it is there. */
  public Optional<CloudSession> session() {
    return present;
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
    if (!pid.isEmpty()) {
      return Optional.of("connection is '" + pid + "', and no connection is called so");
    }
    return Optional.of(
        sessions.isEmpty()
            ? "connection is empty, and there is no connection"
            : "connection is empty, and there are several: "
                + String.join(
                    " ", sessions.values().stream().map(Candidate::pid).sorted().toList()));
  }

  private record Candidate(String pid, HandlerProperties properties) {}
}
