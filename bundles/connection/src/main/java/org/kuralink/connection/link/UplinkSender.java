/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.connection.mqtt.TransportException;
import org.kuralink.connection.queue.QueueException;
import org.kuralink.connection.queue.UplinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes durable messages to the platform: from the queue into a window of messages in flight, and
 * out of the queue at their PUBACK. Each link begins again with the oldest message that is not
 * acknowledged. Appending is for any thread; everything else happens on the session's thread, which
 * is woken by appends and acknowledgements and never polls.
 */
final class UplinkSender {

  /** How many messages may be in flight; enough to fill a line of 20 ms at 50,000 a second. */
  static final int WINDOW = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(UplinkSender.class);
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long UNREADABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Wire wire;
  private final ScheduledExecutorService session;
  private final LongSupplier nanoTime;
  private final Consumer<String> stalled;
  private final QueueSlot slot = new QueueSlot();
  private final Queue<Done> done = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Owned by the session's thread: sequence numbers, and when they were sent on this link. */
  private final NavigableMap<Long, Long> inFlight = new TreeMap<>();

  private final PoisonWatch watch = new PoisonWatch();
  private @Nullable ScheduledFuture<?> pauseEnd;
  private long cursor;
  private int link;
  private int generation;
  private boolean paused;
  private boolean broken;

  /** The platform did not say no; it said nothing. */
  private boolean mute;

  /**
   * A sender without a queue yet.
   *
   * @param stalled told on the session's thread that the link does not acknowledge
   */
  UplinkSender(
      Wire wire,
      ScheduledExecutorService session,
      LongSupplier nanoTime,
      Consumer<String> stalled) {
    this.wire = wire;
    this.session = session;
    this.nanoTime = nanoTime;
    this.stalled = stalled;
  }

  QueueSlot slot() {
    return slot;
  }

  /** Writes a message to the queue; the stage is done at its PUBACK. Any thread. */
  CompletionStage<Void> append(String topic, byte[] payload) {
    CompletableFuture<Void> stage = slot.append(topic, payload);
    wake();
    return stage;
  }

  /** Looks, soon and on the session's thread, for something to send. Any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      session.execute(this::pump);
    }
  }

  /** A link came up: everything that is not acknowledged is sent again, in order. */
  void up() {
    cursor = 0;
    broken = false;
    mute = false;
    if (watch.careful()) {
      pause(PoisonWatch.QUIET_NANOS);
    } else {
      wake();
    }
  }

  /** Another queue takes the place of the one that is there: its numbers mean other messages. */
  void queueReplaced() {
    generation++;
    inFlight.clear();
    cursor = 0;
  }

  /**
   * The link is down. Who lost it is asked only if the platform broke it: one that does not
   * acknowledge is given the same message again, for as long as it takes.
   */
  void down(boolean byItself) {
    link++;
    settle();
    if (byItself && !mute && !inFlight.isEmpty()) {
      Map.Entry<Long, Long> first = inFlight.firstEntry();
      if (watch.lost(first.getKey(), nanoTime.getAsLong() - first.getValue())) {
        condemn(first.getKey());
      }
    }
    inFlight.clear();
    resume();
  }

  private void pump() {
    woken.set(false);
    settle();
    if (paused || broken || !wire.isUp()) {
      return;
    }
    try {
      int window = watch.careful() ? 1 : WINDOW;
      while (inFlight.size() < window && !broken) {
        Optional<UplinkRecord> next = slot.next(cursor);
        if (next.isEmpty()) {
          return;
        }
        cursor = next.get().sequence();
        send(next.get());
      }
    } catch (QueueException e) {
      LOG.warn("The uplink queue cannot be read, trying again: {}", e.getMessage());
      pause(UNREADABLE_NANOS);
    } catch (RuntimeException e) {
      LOG.error("The uplink failed in a way nobody thought of, trying again", e);
      pause(UNREADABLE_NANOS);
    }
  }

  private void send(UplinkRecord message) {
    int mine = link;
    int queue = generation;
    long sequence = message.sequence();
    inFlight.put(sequence, nanoTime.getAsLong());
    wire.send(message.topic(), message.payload(), 1)
        .whenComplete(
            (nothing, failure) -> {
              done.add(new Done(mine, queue, sequence, failure));
              wake();
            });
  }

  /** Takes in what the transport reported meanwhile. */
  private void settle() {
    for (Done one = done.poll(); one != null; one = done.poll()) {
      if (one.generation != generation) {
        continue;
      }
      if (one.failure == null) {
        acknowledge(one.sequence);
      } else if (one.link == link && inFlight.containsKey(one.sequence)) {
        notSent(one.sequence, one.failure);
      }
    }
  }

  private void acknowledge(long sequence) {
    inFlight.remove(sequence);
    watch.acknowledged(sequence);
    slot.acknowledge(sequence);
  }

  private void notSent(long sequence, Throwable failure) {
    if (failure instanceof TransportException transport && transport.busy()) {
      inFlight.tailMap(sequence, true).clear();
      cursor = Math.min(cursor, sequence - 1);
      pause(BUSY_NANOS);
    } else if (wire.isUp() && !broken) {
      broken = true;
      mute = failure instanceof TransportException known && known.cause() == Cause.TIMEOUT;
      stalled.accept("A durable message was not acknowledged: " + failure.getMessage());
    }
  }

  private void condemn(long sequence) {
    LOG.warn(
        "Message {} goes to the dead letters: the platform closes the link whenever it is sent",
        sequence);
    slot.deadLetter(sequence, "the platform closes the link whenever this message is sent");
  }

  private void pause(long nanos) {
    resume();
    paused = true;
    pauseEnd =
        session.schedule(
            () -> {
              paused = false;
              pump();
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  private void resume() {
    paused = false;
    ScheduledFuture<?> end = pauseEnd;
    if (end != null) {
      end.cancel(false);
      pauseEnd = null;
    }
  }

  private record Done(int link, int generation, long sequence, @Nullable Throwable failure) {}
}
