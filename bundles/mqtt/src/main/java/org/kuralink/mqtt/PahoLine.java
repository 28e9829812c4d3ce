/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;
import org.kuralink.login.MqttLogin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line on Eclipse Paho. Paho gets the threads and the network module of this bundle, and no
 * caller waits for Paho: each operation has its own time limit, and the socket of a client that
 * hangs is closed, after which it ends by itself. The scheduler belongs to the caller; the threads
 * of the client belong to this line, are daemons, and end with it.
 */
final class PahoLine implements Line {

  private static final Logger LOG = LoggerFactory.getLogger(PahoLine.class);
  private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(30);
  private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(1200);

  /** How long close() waits for confirmations, so that messages need not be sent again. */
  private static final Duration LAST_WORDS = Duration.ofMillis(700);

  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final int SHOWN = 200;

  /** The maximum payload that the platform accepts over MQTT. */
  private static final int MAX_PAYLOAD = 256 * 1024;

  private enum State {
    NEW,
    OPENING,
    OPEN,
    ENDED
  }

  private final MqttLogin login;
  private final LineSettings settings;
  private final LineEvents events;
  private final LineTime time;
  private final LineThreads threads;
  private final LineOutcome outcome;
  private final AtomicInteger inFlight = new AtomicInteger();
  private State state = State.NEW;
  private boolean cut;
  private volatile @Nullable Link link;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * A line that was not opened.
   *
   * @param login the content of CONNECT
   * @param ended is called once after the disconnect, when the threads have ended
   */
  PahoLine(
      MqttLogin login,
      LineSettings settings,
      LineEvents events,
      LineTime time,
      Consumer<PahoLine> ended) {
    this.login = login;
    this.settings = settings;
    this.events = events;
    this.outcome = new LineOutcome(events);
    this.time = time;
    this.threads = new LineThreads(this::died, () -> ended.accept(this));
  }

  /** The parts of a client. */
  private record Link(LineModule module, PahoClient client, Operations operations) {}

  @Override
  public URI server() {
    return login.server();
  }

  @Override
  public CompletionStage<OpenLine> open() {
    Duration keepAlive = settings.limits().keepAlive();
    if (keepAlive.compareTo(MIN_KEEP_ALIVE) < 0 || keepAlive.compareTo(MAX_KEEP_ALIVE) > 0) {
      return CompletableFuture.failedFuture(
          new LineException(
              SessionFault.Cause.CONFIGURATION,
              "keep.alive.seconds must be 30..1200, but is " + keepAlive.toSeconds()));
    }
    synchronized (this) {
      if (state != State.NEW) {
        return CompletableFuture.failedFuture(
            new LineException(
                SessionFault.Cause.CONFIGURATION, "this line was opened or closed before"));
      }
      state = State.OPENING;
    }
    try {
      connect();
    } catch (MqttException | RuntimeException e) {
      threads.unused();
      end(
          new LineException(
              SessionFault.Cause.CONFIGURATION,
              "cannot connect to " + login.server() + ": " + e.getMessage()));
    }
    return outcome.opening();
  }

  private void connect() throws MqttException {
    PahoBypass bypass = new PahoBypass(this::arrived, settings.limits().cleanSession());
    LineModule module = new LineModule(login.server(), settings, threads, bypass);
    PahoClient client = new PahoClient(login, module, threads);
    client.setCallback(PahoClient.callback(this::connectionLost, bypass));
    Operations operations =
        new Operations(
            settings.limits().operation().toNanos(),
            time.nanoTime(),
            failure -> ConnectFailures.lost(failure, login, time.clock().instant()));
    Link made = new Link(module, client, operations);
    synchronized (this) {
      if (state == State.ENDED) {
        threads.unused();
        return;
      }
      link = made;
      timer = time.after(settings.limits().connect(), () -> tooSlow(made));
    }
    events.traced("CONNECT to " + login.server() + " as " + login.clientId());
    client.connect(
        login,
        settings.limits(),
        PahoClient.listener(
            token -> connected(made, token.getSessionPresent()),
            failure -> notConnected(made, failure)));
  }

  private void notConnected(Link made, Throwable failure) {
    if (made.module().sessionPresent().isPresent()) {
      connectionLost(failure);
    } else {
      end(ConnectFailures.connect(failure, login, time.clock().instant()));
    }
  }

  /** Ends an attempt that takes too long, unless the line has opened just now. */
  private void tooSlow(Link made) {
    if (openLink() == null) {
      broke(made, made.module().tooSlow());
    }
  }

  private void connected(Link made, boolean sessionPresent) {
    LineWatch watch = new LineWatch(settings.limits().keepAlive(), time.nanoTime());
    synchronized (this) {
      if (state != State.OPENING) {
        return;
      }
      cancelTimer();
      made.module().watchedBy(watch);
      Runnable dead = () -> end(made.module().silent());
      Runnable round = () -> watch.round(made.operations(), made.client()::ping, dead);
      // Throws if the bundle was stopped meanwhile: a line without a watch must not open.
      timer = time.scheduler().scheduleAtFixedRate(round, 1, 1, TimeUnit.SECONDS);
      state = State.OPEN;
    }
    events.traced("CONNACK, session present: " + sessionPresent);
    outcome.opened(openLine(sessionPresent));
  }

  /** Returns the capabilities of the line; a log-in by token has no options in its client id. */
  private OpenLine openLine(boolean sessionPresent) {
    boolean wishes = !login.byToken();
    var limits = settings.limits();
    boolean all = wishes && limits.subDevices();
    return new OpenLine(sessionPresent, MAX_PAYLOAD, limits.inFlight(), true, wishes, all);
  }

  @Override
  public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
    Link open = openLink();
    if (open == null) {
      return CompletableFuture.failedFuture(closed("the link is not open"));
    }
    if (!PahoTopic.survives(topic)) {
      String words = "MQTT cannot send the topic '" + VisibleText.of(topic, SHOWN) + "'";
      return CompletableFuture.failedFuture(
          new LineException(SessionFault.Cause.CONFIGURATION, words));
    }
    int limit = settings.limits().inFlight();
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      if (open.operations().isIdle()) {
        end(open.module().mute(limit)); // for good: Paho still waits for all of them
      }
      return CompletableFuture.failedFuture(LineException.busy(limit));
    }
    return open.operations()
        .run(
            listener -> {
              MqttMessage message = new MqttMessage(payload);
              message.setQos(qos);
              open.client().publish(topic, message, null, listener);
            },
            inFlight::decrementAndGet,
            token -> null);
  }

  @Override
  public CompletionStage<List<FilterAnswer>> subscribe(Collection<String> filters, int qos) {
    Link open = openLink();
    if (open == null) {
      return CompletableFuture.failedFuture(closed("the link is not open"));
    }
    String[] names = filters.toArray(new String[0]);
    int[] levels = new int[names.length];
    Arrays.fill(levels, qos);
    return open.operations()
        .run(
            listener -> open.client().subscribe(names, levels, null, listener),
            () -> {},
            token -> answers(names, token.getGrantedQos()));
  }

  private List<FilterAnswer> answers(String[] filters, int[] granted) {
    List<FilterAnswer> answers = Operations.answers(filters, granted);
    long taken = answers.stream().filter(FilterAnswer::granted).count();
    events.traced("SUBACK, granted " + taken + " of " + answers.size());
    return answers;
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> filters) {
    Link open = openLink();
    if (open == null) {
      return CompletableFuture.failedFuture(closed("the link is not open"));
    }
    String[] names = filters.toArray(new String[0]);
    return open.operations()
        .run(listener -> open.client().unsubscribe(names, null, listener), () -> {}, token -> null);
  }

  @Override
  public void close() {
    if (end() == State.ENDED) {
      return;
    }
    LineException closed = closed("the link was closed");
    outcome.failed(closed);
    Link was = link;
    if (was == null) {
      threads.end();
    } else if (was.client().isConnected()) {
      time.after(LAST_WORDS, () -> was.operations().failAll(closed));
      time.after(GOODBYE, () -> cut(was));
      was.operations().settled().thenRun(() -> threads.run(() -> goodbye(was)));
    } else {
      cut(was);
    }
  }

  /** Waits until all threads have ended, which takes little longer than the disconnect. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Disconnects; under the lock, because Paho leaks threads if its socket is closed in between. */
  private synchronized void goodbye(Link was) {
    if (cut) {
      return;
    }
    try {
      was.client().disconnect(0, null, PahoClient.listener(token -> cut(was), failure -> cut(was)));
    } catch (MqttException e) {
      cut(was);
    }
  }

  /** Closes the socket, which fails all streams of the client, and ends its threads. */
  private void cut(Link was) {
    synchronized (this) {
      cut = true;
    }
    try {
      was.module().stop();
    } catch (IOException ignored) {
      // The socket is unusable in any case.
    }
    threads.end();
  }

  /** Ends the line because it was lost or could not be opened. */
  private void end(LineException failure) {
    State before = end();
    if (before == State.ENDED) {
      return;
    }
    Link was = link;
    if (was == null) {
      threads.end();
    } else {
      cut(was);
      was.operations().failAll(failure);
    }
    if (before == State.OPEN) {
      outcome.lost(failure);
    } else {
      outcome.failed(failure);
    }
  }

  /** A thread of Paho has ended with an exception, which Paho does not notice. */
  private void died(Throwable cause) {
    Link now = link();
    if (now == null) {
      return;
    }
    LOG.error("The MQTT client of {} failed, its link is closed", login.server(), cause);
    broke(now, closed("the MQTT client failed: " + VisibleText.of(cause.toString())));
  }

  /** Ends the link after reporting the log-in, which Paho omits if the server closes at once. */
  private void broke(Link was, LineException failure) {
    try {
      was.module().sessionPresent().ifPresent(sessionPresent -> connected(was, sessionPresent));
    } finally {
      end(failure);
    }
  }

  /** Sets the state to ENDED and returns the previous one: only one caller ends the line. */
  private synchronized State end() {
    State before = state;
    if (before == State.NEW) {
      threads.unused();
    }
    state = State.ENDED;
    cancelTimer();
    return before;
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private synchronized @Nullable Link openLink() {
    return state == State.OPEN ? link : null;
  }

  private static LineException closed(String words) {
    return new LineException(SessionFault.Cause.LINK_LOST, words);
  }

  private void connectionLost(Throwable cause) {
    Link now = link();
    if (now != null) {
      broke(now, ConnectFailures.lost(cause, login, time.clock().instant()));
    }
  }

  private void arrived(String topic, byte[] payload, boolean again) {
    if (link() != null) {
      events.received(topic, payload, again);
    }
  }

  private synchronized @Nullable Link link() {
    return state == State.ENDED ? null : link;
  }
}
