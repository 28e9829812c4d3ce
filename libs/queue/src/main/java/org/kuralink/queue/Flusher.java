/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes appended records to disk, saves acknowledgements and deletes finished segments: in
 * groups, on the single thread of its executor, or at once for an appender that waits. Records are
 * synced without the lock of the queue, so that others can append meanwhile. Under continuous load
 * each flush schedules the next one, so that appending wakes no thread; otherwise the next append
 * schedules one.
 */
final class Flusher {

  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  /**
   * The time reserved for a flush, as a multiple of its recent duration, within these parts of the
   * limit.
   */
  private static final int CAUTION = 4;

  private static final int LEAST_PART = 8;
  private static final int LARGEST_PART = 2;

  private final Medium medium;
  private final Path directory;
  private final Segments segments;
  private final ReentrantLock queueLock;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;

  // Taken before the lock of the queue, never the other way round.
  private final ReentrantLock flushing = new ReentrantLock();

  // Guarded by flushing.
  private long synced;
  private boolean failed;

  /** The recent duration of a flush; before the first one, longer than any. */
  private volatile long took = Long.MAX_VALUE / CAUTION;

  // Guarded by the lock of the queue.
  private boolean scheduled;
  private boolean stopped;

  /** The limit of the flush that was scheduled last, and its number. */
  private Duration within = Duration.ZERO;

  private int number;

  /**
   * How often a flush was requested since the last one started, and the shortest limit of these
   * requests.
   */
  private int asked;

  private Duration wanted = Duration.ZERO;

  Flusher(
      Medium medium,
      Path directory,
      Segments segments,
      ReentrantLock queueLock,
      ScheduledExecutorService executor,
      LongSupplier nanoTime) {
    this.medium = medium;
    this.directory = directory;
    this.segments = segments;
    this.queueLock = queueLock;
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  static ScheduledExecutorService newExecutor() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kuralink-queue-flush");
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /**
   * Schedules a flush that ends within {@code limit}. A part of this time is reserved for the flush
   * itself: up to half for a slow disk, little for a fast one, so that a flush covers as many
   * messages as possible.
   */
  void schedule(Duration limit) {
    wanted = asked++ > 0 && wanted.compareTo(limit) < 0 ? wanted : limit;
    if (!scheduled || limit.compareTo(within) < 0) {
      set(limit, 0);
    }
  }

  /** Schedules a flush within {@code limit} unless one within it is scheduled already. */
  void scheduleUnlessSet(Duration limit) {
    if (!scheduled || limit.compareTo(within) < 0) {
      schedule(limit);
    }
  }

  /** Schedules a flush for new records, of which the oldest is this many nanoseconds old. */
  private void set(Duration limit, long passed) {
    if (stopped) {
      return;
    }
    scheduled = true;
    within = limit;
    int mine = ++number;
    long all = limit.toNanos();
    long left = Math.min(Math.max(took * CAUTION, all / LEAST_PART), all / LARGEST_PART);
    executor.schedule(() -> flush(mine), Math.max(0, all - left - passed), TimeUnit.NANOSECONDS);
  }

  private void flush(int mine) {
    long begun = nanoTime.getAsLong();
    boolean more = begin(mine);
    boolean done = false;
    flushing.lock();
    try {
      long start = nanoTime.getAsLong();
      if (flushNow()) {
        took = Math.max(nanoTime.getAsLong() - start, took - took / LEAST_PART);
      }
      failed = false;
      done = true;
    } catch (IOException e) {
      complain(e);
    } finally {
      flushing.unlock();
      end(more, done, begun);
    }
  }

  /** Starts a flush; returns whether it has to schedule the next one. */
  private boolean begin(int mine) {
    queueLock.lock();
    try {
      boolean last = mine == number; // else a flush with a shorter limit was scheduled meanwhile
      boolean more = last && asked > 1 && !wanted.isZero();
      scheduled = more || !last && scheduled;
      asked = 0;
      return more;
    } finally {
      queueLock.unlock();
    }
  }

  /** Schedules the next flush, relative to the start of this one, or a retry. */
  private void end(boolean more, boolean done, long begun) {
    if (!more && done) {
      return;
    }
    queueLock.lock();
    try {
      if (more) {
        set(wanted, done ? nanoTime.getAsLong() - begun : 0);
      } else {
        schedule(wanted.isZero() ? Duration.ofSeconds(1) : wanted);
      }
    } finally {
      queueLock.unlock();
    }
  }

  private void complain(IOException e) {
    if (!failed) {
      LOG.error("uplink queue {} cannot be flushed to disk: {}", directory, e.getMessage());
    }
    failed = true;
  }

  /** Returns when the record is on disk; one sync serves all waiting appenders. */
  void syncThrough(long sequence) throws IOException {
    flushing.lock();
    try {
      if (synced < sequence) {
        flushNow();
      }
    } finally {
      flushing.unlock();
    }
  }

  /** Flushes for the last time; then closes the files and ends the thread. */
  void stop() {
    flushing.lock();
    try {
      flushNow();
      failed = false;
    } catch (IOException e) {
      complain(e);
    } finally {
      closeFiles();
      flushing.unlock();
    }
    executor.shutdown();
  }

  private void closeFiles() {
    queueLock.lock();
    try {
      stopped = true;
      segments.close();
    } catch (IOException e) {
      LOG.warn("uplink queue {} could not be closed cleanly: {}", directory, e.getMessage());
    } finally {
      queueLock.unlock();
    }
  }

  // Deletes segments first because the rest may need disk space. Returns whether it synced.
  private boolean flushNow() throws IOException {
    deleteDone();
    boolean taken = syncRecords();
    saveAcks();
    return taken;
  }

  private void deleteDone() throws IOException {
    List<Segment> done;
    queueLock.lock();
    try {
      done = stopped ? List.of() : segments.takeDone();
    } finally {
      queueLock.unlock();
    }
    for (Segment segment : done) {
      segments.dispose(segment);
    }
  }

  private boolean syncRecords() throws IOException {
    List<Segment> unsynced;
    boolean unsyncedDirectory;
    long target;
    queueLock.lock();
    try {
      if (stopped || !segments.needsSync()) {
        return false;
      }
      target = segments.lastAppended();
      unsynced = segments.takeUnsynced();
      unsyncedDirectory = segments.takeUnsyncedDirectory();
    } finally {
      queueLock.unlock();
    }
    try {
      if (unsyncedDirectory) {
        medium.syncDirectory(directory);
      }
      for (Segment segment : unsynced) {
        segment.sync();
      }
      synced = target;
      segments.reached(target);
      return true;
    } catch (IOException e) {
      giveBack(unsynced);
      throw e;
    }
  }

  private void giveBack(List<Segment> unsynced) {
    queueLock.lock();
    try {
      segments.giveBack(unsynced);
    } finally {
      queueLock.unlock();
    }
  }

  private void saveAcks() throws IOException {
    queueLock.lock();
    try {
      if (!stopped) {
        segments.saveAcks();
      }
    } finally {
      queueLock.unlock();
    }
  }
}
