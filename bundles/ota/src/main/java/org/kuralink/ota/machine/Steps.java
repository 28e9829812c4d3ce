/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.wire.Order;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the steps: journal first, then one line in the log, then whoever listens. */
public final class Steps {

  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
  private static final Duration JOURNAL_RETRY = Duration.ofSeconds(10);

  private final String name;
  private final Journal journal;
  private final Clock clock;
  private final ScheduledExecutorService thread;
  private volatile Situation situation;
  private UpdateListener listener = now -> {};
  private long epoch;
  private boolean closed;
  private volatile UpdateStatus status;

  /** Steps that go on where the journal ends. */
  public Steps(String name, Journal journal, Clock clock, ScheduledExecutorService thread) {
    this.name = name;
    this.journal = journal;
    this.clock = clock;
    this.thread = thread;
    this.situation = journal.situation();
    List<JournalEntry> entries = entries();
    this.status = picture(0, entries.isEmpty() ? "" : entries.get(entries.size() - 1).detail());
  }

  /** Where things stand, for any thread. */
  public Situation situation() {
    return situation;
  }

  /** A number that each step changes: what began before a step means nothing after it. */
  public long epoch() {
    return epoch;
  }

  /** A picture for any thread. */
  public UpdateStatus status() {
    return status;
  }

  /** The journal for any thread. */
  public List<JournalEntry> entries() {
    try {
      return journal.entries();
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be read: {}", name, e.getMessage());
      return List.of();
    }
  }

  /** Says who is told of each step and each percent. */
  public void onChange(UpdateListener told) {
    listener = told;
  }

  /**
   * Takes a step.
   *
   * @param changed what else is different, in whatever state
   * @param then runs when the step is on disk; not at all if it means nothing in the present state
   */
  public void take(UpdateEvent event, Situation changed, String said, Runnable then) {
    String detail = VisibleText.of(said);
    UpdateState from = situation.state();
    UpdateState to = Transitions.next(from, event).orElse(null);
    if (closed || to == null) {
      LOG.debug("{}: {} means nothing while {}", name, event, from);
      return;
    }
    Situation next = changed.to(to);
    try {
      journal.append(next, detail);
    } catch (IOException e) {
      LOG.error("{}: the journal cannot be written, nothing goes on: {}", name, e.getMessage());
      again(event, changed, detail, then);
      return;
    }
    situation = next;
    epoch++;
    String order = changed.order().map(Order::toString).orElse("");
    LOG.info("{}: {} {} -> {} ({}) {}", name, order, from, to, event, detail);
    tell(picture(to == UpdateState.IDLE ? 0 : Math.max(status.percent(), 0), detail));
    if (to == UpdateState.IDLE) {
      rest();
    }
    then.run();
  }

  private void rest() {
    try {
      journal.close();
    } catch (IOException e) {
      LOG.debug("{}: the journal does not close: {}", name, e.getMessage());
    }
  }

  /** Writes something into the journal that is no step; what becomes of it is not known. */
  public void note(Situation changed, String detail) {
    try {
      journal.append(changed, detail);
      situation = changed;
    } catch (IOException e) {
      LOG.debug("{}: the journal cannot be written: {}", name, e.getMessage());
    }
  }

  /** There is something else to say about the present state. */
  public void detail(String detail) {
    UpdateStatus now = status;
    tell(new UpdateStatus(now.state(), now.since(), now.order(), now.percent(), detail));
  }

  /** The update has come so far. */
  public void percent(int percent) {
    if (percent != status.percent()) {
      UpdateStatus now = status;
      tell(new UpdateStatus(now.state(), now.since(), now.order(), percent, now.detail()));
    }
  }

  /** No step is taken any more. */
  public void close() {
    closed = true;
    epoch++;
    rest();
  }

  private void again(UpdateEvent event, Situation changed, String detail, Runnable then) {
    long now = epoch;
    thread.schedule(
        () -> {
          if (epoch == now) {
            take(event, changed, detail, then);
          }
        },
        JOURNAL_RETRY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private UpdateStatus picture(int percent, String detail) {
    return new UpdateStatus(
        situation.state(),
        clock.instant(),
        situation.order().map(Order::firmware),
        percent,
        detail);
  }

  private void tell(UpdateStatus now) {
    status = now;
    try {
      listener.changed(now);
    } catch (RuntimeException e) {
      LOG.error("{}: nobody is told of {}", name, now.state(), e);
    }
  }
}
