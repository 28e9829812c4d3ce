/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.login.Login;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link on Eclipse Paho. Paho gets an executor, a line and a watch of ours, and nobody ever waits
 * for it: each operation has our own limit, and a client that hangs is cut off at its socket and
 * left to end by itself. The scheduler is the caller's; the threads of the client are owned here,
 * are daemons, and end with the link.
 */
public final class PahoTransport implements MqttTransport {

  private static final Logger LOG = LoggerFactory.getLogger(PahoTransport.class);
  private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(30);
  private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(1200);
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private static final int SHOWN = 200;

  private enum State {
    NEW,
    OPENING,
    OPEN,
    ENDED
  }

  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;
  private final Clock clock;
  private final LinkThreads threads = new LinkThreads(this::died);
  private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private State state = State.NEW;
  private boolean cut;
  private volatile @Nullable Link link;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * A link that was not opened yet.
   *
   * @param scheduler for limits and pings; its tasks are short
   * @param nanoTime as {@link System#nanoTime}
   * @param clock for judging certificates
   */
  public PahoTransport(ScheduledExecutorService scheduler, LongSupplier nanoTime, Clock clock) {
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /** What belongs to an opened client. */
  private record Link(
      Login login,
      LinkSettings settings,
      LinkEvents events,
      LinkModule module,
      PahoClient client,
      Operations operations) {}

  @Override
  public CompletionStage<Boolean> open(Login login, LinkSettings settings, LinkEvents events) {
    if (settings.keepAlive().compareTo(MIN_KEEP_ALIVE) < 0
        || settings.keepAlive().compareTo(MAX_KEEP_ALIVE) > 0) {
      return CompletableFuture.failedFuture(
          new TransportException(
              SessionFault.Cause.CONFIGURATION,
              "keep.alive.seconds must be 30..1200, but is " + settings.keepAlive().toSeconds()));
    }
    synchronized (this) {
      if (state != State.NEW) {
        return CompletableFuture.failedFuture(
            new TransportException(
                SessionFault.Cause.CONFIGURATION, "this link was opened or closed before"));
      }
      state = State.OPENING;
    }
    try {
      connect(login, settings, events);
    } catch (MqttException | RuntimeException e) {
      threads.unused();
      fail(
          new TransportException(
              SessionFault.Cause.CONFIGURATION,
              "cannot connect to " + login.server() + ": " + e.getMessage()));
    }
    return opened.copy();
  }

  private void connect(Login login, LinkSettings settings, LinkEvents events) throws MqttException {
    LinkModule module = new LinkModule(login.server(), settings, threads);
    PahoClient client = new PahoClient(login, module, threads);
    client.setCallback(new Callback());
    Operations operations =
        new Operations(
            settings.operationTimeout().toNanos(),
            nanoTime,
            failure -> Refusals.lost(failure, login, clock.instant()));
    Link made = new Link(login, settings, events, module, client, operations);
    synchronized (this) {
      if (state == State.ENDED) {
        threads.unused();
        return;
      }
      link = made;
      timer = after(settings.connectTimeout(), () -> fail(module.tooSlow()));
    }
    client.connect(
        login,
        settings,
        PahoClient.listener(
            token -> connected(made, token.getSessionPresent()),
            failure -> fail(Refusals.connect(failure, login, clock.instant()))));
  }

  private void connected(Link made, boolean sessionPresent) {
    LinkWatch watch = new LinkWatch(made.settings().keepAlive(), nanoTime);
    synchronized (this) {
      if (state != State.OPENING) {
        return;
      }
      state = State.OPEN;
      cancelTimer();
      made.module().watchedBy(watch);
      timer = scheduler.scheduleAtFixedRate(() -> check(made, watch), 1, 1, TimeUnit.SECONDS);
    }
    opened.complete(sessionPresent);
  }

  private void check(Link made, LinkWatch watch) {
    made.operations().expire();
    switch (watch.check()) {
      case DEAD ->
          lose(
              made,
              new TransportException(
                  SessionFault.Cause.HALF_OPEN,
                  "nothing came from the platform for more than the keep-alive time of "
                      + made.settings().keepAlive().toSeconds()
                      + " s; the link is dead"));
      case PING -> ping(made);
      case FINE -> {}
      default -> throw new IllegalStateException();
    }
  }

  private void ping(Link made) {
    try {
      made.client().ping();
    } catch (MqttException e) {
      LOG.debug("No ping: {}", e.getMessage());
    }
  }

  @Override
  public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
    Link open = open();
    if (open == null) {
      return notOpen();
    }
    if (!PahoTopic.survives(topic)) {
      String words = "a topic that cannot be sent: '" + VisibleText.of(topic, SHOWN) + "'";
      return CompletableFuture.failedFuture(
          new TransportException(SessionFault.Cause.CONFIGURATION, words));
    }
    int limit = open.settings().maxInFlight();
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(TransportException.busy(limit));
    }
    return operate(
        open,
        inFlight::decrementAndGet,
        listener -> {
          MqttMessage message = new MqttMessage(payload);
          message.setQos(qos);
          open.client().publish(topic, message, null, listener);
        });
  }

  @Override
  public CompletionStage<List<String>> subscribe(Collection<String> filters, int qos) {
    Link open = open();
    if (open == null) {
      return notOpen();
    }
    String[] names = filters.toArray(new String[0]);
    int[] levels = new int[names.length];
    Arrays.fill(levels, qos);
    return open.operations()
        .run(
            listener -> open.client().subscribe(names, levels, null, listener),
            () -> {},
            token -> Operations.notGranted(names, token.getGrantedQos()));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> filters) {
    Link open = open();
    if (open == null) {
      return notOpen();
    }
    String[] names = filters.toArray(new String[0]);
    return operate(open, () -> {}, listener -> open.client().unsubscribe(names, null, listener));
  }

  private CompletionStage<Void> operate(Link open, Runnable atEnd, Operations.Start start) {
    return open.operations().run(start, atEnd, token -> null);
  }

  @Override
  public void close() {
    if (!end()) {
      return;
    }
    TransportException closed = closed("the link was closed");
    opened.completeExceptionally(closed);
    Link was = link;
    if (was == null) {
      threads.end();
    } else if (was.client().isConnected()) {
      was.operations().failAll(closed);
      after(GOODBYE, () -> cut(was));
      threads.run(() -> goodbye(was));
    } else {
      cut(was);
    }
  }

  /** Paho forgets its threads when it is cut off between this call and its own work. */
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

  /** Ends the client whatever it is doing: every stream of it fails, then its threads end. */
  private void cut(Link was) {
    synchronized (this) {
      cut = true;
    }
    try {
      was.module().stop();
    } catch (IOException e) {
      LOG.debug("While cutting a link: {}", e.getMessage());
    }
    threads.end();
  }

  private void fail(TransportException failure) {
    if (end()) {
      Link was = link;
      if (was == null) {
        threads.end();
      } else {
        cut(was);
      }
      opened.completeExceptionally(failure);
    }
  }

  /** Paho lost one of its threads and does not know. */
  private void died(Throwable cause) {
    Link now = link();
    if (now == null) {
      return;
    }
    LOG.error("The MQTT client of {} failed, its link is closed", now.login().server(), cause);
    String words = "the MQTT client failed: " + VisibleText.of(cause.toString());
    broke(now, closed(words));
  }

  private void broke(Link was, TransportException failure) {
    if (open() == null) {
      fail(failure);
    } else {
      lose(was, failure);
    }
  }

  private void lose(Link was, TransportException failure) {
    if (end()) {
      cut(was);
      was.operations().failAll(failure);
      was.events().lost(failure.cause(), String.valueOf(failure.getMessage()));
    }
  }

  /** Whether it is the caller who ended it: only one may tell why. */
  private synchronized boolean end() {
    if (state == State.ENDED) {
      return false;
    }
    if (state == State.NEW) {
      threads.unused();
    }
    state = State.ENDED;
    cancelTimer();
    return true;
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private synchronized @Nullable Link open() {
    return state == State.OPEN ? link : null;
  }

  private static <T> CompletionStage<T> notOpen() {
    return CompletableFuture.failedFuture(closed("the link is not open"));
  }

  private static TransportException closed(String words) {
    return new TransportException(SessionFault.Cause.LINK_LOST, words);
  }

  private @Nullable ScheduledFuture<?> after(Duration delay, Runnable work) {
    try {
      return scheduler.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      work.run();
      return null;
    }
  }

  /** Called on Paho's threads. */
  private final class Callback implements MqttCallback {

    @Override
    public void connectionLost(Throwable cause) {
      Link now = link();
      if (now != null) {
        broke(now, Refusals.lost(cause, now.login(), clock.instant()));
      }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Link open = link();
      String name = PahoTopic.decode(topic).orElse(null);
      if (open == null || name == null) {
        return;
      }
      try {
        open.events().received(name, message.getPayload());
      } catch (Throwable e) {
        // Whatever it is, the message must be acknowledged: it would come again and do the same.
        LOG.warn("A message on {} was lost in its handler", VisibleText.of(name, SHOWN), e);
      }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }

  private synchronized @Nullable Link link() {
    return state == State.ENDED ? null : link;
  }
}
