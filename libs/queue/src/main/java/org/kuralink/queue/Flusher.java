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
 * Brings to the medium what was appended, saves the acknowledgements and deletes what is done: in
 * groups, on the one thread of its executor, or at once for an appender that waits for it. Records
 * are synced with the lock of the queue free, so that others append meanwhile. While more and more
 * comes each flush sets the next one, so that who appends wakes nobody; when little comes it rests.
 */
final class Flusher {

  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  /** So many times as long as the medium took lately is left for it, within these parts of it. */
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

  /** How long a flush took lately; before the first one, longer than any. */
  private volatile long took = Long.MAX_VALUE / CAUTION;

  // Guarded by the lock of the queue.
  private boolean scheduled;
  private boolean stopped;

  /** Within what limit the flush is that was set last, and its number. */
  private Duration within = Duration.ZERO;

  private int number;

  /** How often a flush was asked for since the last one began, and within which limit at most. */
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
   * Sees to a flush within {@code limit}, of which a part is left for the medium itself: half of it
   * for one that is slow, little for one that is not, so that a flush serves as many messages as it
   * can.
   */
  void schedule(Duration limit) {
    wanted = asked++ > 0 && wanted.compareTo(limit) < 0 ? wanted : limit;
    if (!scheduled || limit.compareTo(within) < 0) {
      set(limit, 0);
    }
  }

  /** Sees to a flush within {@code limit} for what is served by one that is set anyhow. */
  void scheduleUnlessSet(Duration limit) {
    if (!scheduled || limit.compareTo(within) < 0) {
      schedule(limit);
    }
  }

  /** The flush of what comes from now on, or came in the nanoseconds that have passed already. */
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
      if (bringToMedium()) {
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

  /** Whether the next flush is this one's to set: what comes from now on is served by that. */
  private boolean begin(int mine) {
    queueLock.lock();
    try {
      boolean last = mine == number; // else one within a shorter limit was set meanwhile
      boolean more = last && asked > 1 && !wanted.isZero();
      scheduled = more || !last && scheduled;
      asked = 0;
      return more;
    } finally {
      queueLock.unlock();
    }
  }

  /** Sets the next flush, by the time at which this one began to collect, or tries again. */
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
      LOG.error("uplink queue {} cannot be brought to the medium: {}", directory, e.getMessage());
    }
    failed = true;
  }

  /** Returns when the record is on the medium; many that wait are served by one sync. */
  void syncThrough(long sequence) throws IOException {
    flushing.lock();
    try {
      if (synced < sequence) {
        bringToMedium();
      }
    } finally {
      flushing.unlock();
    }
  }

  /** The last flush; then lets go of the files and of the thread. */
  void stop() {
    flushing.lock();
    try {
      bringToMedium();
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

  // First what gives room, because the rest may need it. Tells whether it was the medium's turn.
  private boolean bringToMedium() throws IOException {
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
