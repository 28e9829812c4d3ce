/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.thing.PlatformTime;
import org.kuralink.api.thing.TimeMeasurement;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.ThingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The measurement of the difference between the platform's clock and the system clock. Sends a few
 * requests in a row and uses the answer with the shortest round trip. The methods of {@link
 * PlatformTime} may be called by any thread; all others run on the thread of the thing.
 */
public final class TimeKeeper implements PlatformTime {

  /** The number of requests of one measurement. */
  static final int SAMPLES = 5;

  /** The time to wait for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The smallest change of the difference that is logged. */
  private static final Duration REMARKABLE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(TimeKeeper.class);

  private final String name;
  private final Duration interval;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService thread;
  private final Registrations registrations = new Registrations();
  private volatile @Nullable Known known;

  private @Nullable DeviceLink link;
  private @Nullable Measuring measuring;
  private long lastSent;
  private boolean waiting;

  /**
   * Creates a keeper that has not measured yet.
   *
   * @param interval the time from one measurement to the next; zero to measure only on request
   */
  public TimeKeeper(
      String name,
      Duration interval,
      Clock clock,
      LongSupplier nanoTime,
      ScheduledExecutorService thread) {
    this.name = name;
    this.interval = interval;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.thread = thread;
  }

  /** Starts to measure over a link; on the thread of the thing. */
  public void attach(DeviceLink present) {
    link = present;
    registrations.add(
        present.subscribe(
            topic(present, "response"),
            message -> {
              long now = nanoTime.getAsLong();
              ThingThread.run(thread, () -> answered(present, message.payload(), now));
            }));
    registrations.add(
        present.addListener(
            online -> {
              if (online) {
                ThingThread.run(thread, () -> begin(present));
              }
            }));
    begin(present);
  }

  /** Stops to measure; on the thread of the thing. */
  public void detach() {
    registrations.close();
    link = null;
    end(LinkException.Reason.OFFLINE, "the connection was closed");
  }

  /** Measures after a log-in or an interval; keeps one timer, however many log-ins there are. */
  private void begin(@Nullable DeviceLink present) {
    if (interval.isZero() || present == null || link != present) {
      return;
    }
    if (!waiting) {
      waiting = true;
      ThingThread.later(
          thread,
          interval,
          () -> {
            waiting = false;
            begin(link);
          });
    }
    if (present.isOnline()) {
      start();
    }
  }

  private Measuring start() {
    Measuring running = measuring;
    if (running == null) {
      running = new Measuring();
      measuring = running;
      ask(running);
    }
    return running;
  }

  private void ask(Measuring run) {
    DeviceLink present = link;
    if (present == null) {
      end(LinkException.Reason.OFFLINE, "there is no connection");
      return;
    }
    // A time that was never sent before, so that a late answer is not taken for this one's.
    lastSent = Math.max(lastSent + 1, clock.millis());
    run.sent = Long.toString(lastSent);
    run.asked++;
    byte[] question = JsonOutput.bytes(Map.of(Sample.SENT, run.sent));
    int number = run.asked;
    run.sentAt = nanoTime.getAsLong();
    present
        .publish(new Message(topic(present, "request"), question), Delivery.TRANSIENT)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                ThingThread.run(thread, () -> failed(run, HandlerFaults.words(failure)));
              }
            });
    ThingThread.later(
        thread,
        PATIENCE,
        () -> {
          if (measuring == run && run.asked == number) {
            next(run);
          }
        });
  }

  private void failed(Measuring run, String words) {
    if (measuring == run) {
      end(LinkException.Reason.OFFLINE, words);
    }
  }

  private void answered(DeviceLink from, byte[] payload, long now) {
    Measuring run = measuring;
    if (run == null || from != link || !Sample.answers(payload, run.sent)) {
      return;
    }
    Optional<Sample> sample = Sample.of(payload, Duration.ofNanos(now - run.sentAt));
    if (sample.isPresent()
        && (run.best == null || sample.get().way().compareTo(run.best.way) < 0)) {
      run.best = new Known(sample.get().platform(), sample.get().way(), now);
    }
    next(run);
  }

  private void next(Measuring run) {
    if (run.asked < SAMPLES) {
      ask(run);
    } else if (run.best == null) {
      end(LinkException.Reason.NO_REPLY, "the platform did not send its time");
    } else {
      measuring = null;
      TimeMeasurement measurement = keep(run.best);
      run.result.complete(measurement);
    }
  }

  private void end(LinkException.Reason reason, String words) {
    Measuring run = measuring;
    measuring = null;
    if (run != null) {
      LOG.debug("{}: the platform's time was not measured: {}", name, words);
      run.result.completeExceptionally(new LinkException(reason, words));
    }
  }

  private TimeMeasurement keep(Known best) {
    Optional<Duration> before = offset();
    Duration offset = best.offset(clock, nanoTime);
    TimeMeasurement measurement = new TimeMeasurement(offset, best.way.dividedBy(2), best.platform);
    best.measurement = measurement;
    known = best;
    Duration change = before.map(offset::minus).orElse(REMARKABLE);
    if (change.abs().compareTo(REMARKABLE) >= 0) {
      LOG.info(
          "{}: the platform's clock is {} ms ahead of the system clock (accuracy {} ms)",
          name,
          offset.toMillis(),
          measurement.accuracy().toMillis());
    }
    return measurement;
  }

  @Override
  public Instant now() {
    Known time = known;
    return time == null ? clock.instant() : time.now(nanoTime);
  }

  @Override
  public Optional<Duration> offset() {
    return Optional.ofNullable(known).map(time -> time.offset(clock, nanoTime));
  }

  @Override
  public Optional<TimeMeasurement> measured() {
    return Optional.ofNullable(known).map(time -> time.measurement);
  }

  @Override
  public CompletionStage<TimeMeasurement> measure() {
    CompletableFuture<TimeMeasurement> result = new CompletableFuture<>();
    try {
      thread.execute(
          () -> start().result.whenComplete((done, failure) -> pass(done, failure, result)));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new LinkException(LinkException.Reason.CLOSED, "the thing was deactivated"));
    }
    return result;
  }

  private static void pass(
      @Nullable TimeMeasurement done,
      @Nullable Throwable failure,
      CompletableFuture<TimeMeasurement> result) {
    if (done != null) {
      result.complete(done);
    } else if (failure != null) {
      result.completeExceptionally(failure);
    }
  }

  private static String topic(DeviceLink link, String end) {
    return "/ext/ntp/" + link.identity() + "/" + end;
  }

  /** A measurement under way. */
  private static final class Measuring {

    private final CompletableFuture<TimeMeasurement> result = new CompletableFuture<>();
    private String sent = "";
    private long sentAt;
    private int asked;
    private @Nullable Known best;
  }

  /** The time of the platform at a reading of {@link System#nanoTime}. */
  private static final class Known {

    private final Instant platform;
    private final Duration way;
    private final long nanos;
    private volatile @Nullable TimeMeasurement measurement;

    Known(Instant platform, Duration way, long nanos) {
      this.platform = platform;
      this.way = way;
      this.nanos = nanos;
    }

    Instant now(LongSupplier nanoTime) {
      return platform.plusNanos(nanoTime.getAsLong() - nanos);
    }

    Duration offset(Clock clock, LongSupplier nanoTime) {
      return Duration.between(clock.instant(), now(nanoTime));
    }
  }
}
