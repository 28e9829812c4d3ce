/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import static org.kuralink.api.ota.UpdateState.AWAITING_ADDRESS;
import static org.kuralink.api.ota.UpdateState.COMMITTING;
import static org.kuralink.api.ota.UpdateState.DOWNLOADING;
import static org.kuralink.api.ota.UpdateState.IDLE;
import static org.kuralink.api.ota.UpdateState.INSTALLING;
import static org.kuralink.api.ota.UpdateState.PROVING;
import static org.kuralink.api.ota.UpdateState.REPORTING;
import static org.kuralink.api.ota.UpdateState.RESTARTING;
import static org.kuralink.api.ota.UpdateState.ROLLING_BACK;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.wire.Order;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps: which event leads where, then the journal, then one line in the log, then
 * whoever listens. The diagram in the README is drawn from the table here.
 */
public final class Steps {

  /** What moves an update from one state to the next. */
  public enum UpdateEvent {
    /** An order came that can be carried out. */
    ORDERED,
    /** An order came whose outcome is known at once. */
    DECIDED,
    /** The file is here and is the one that was ordered. */
    FETCHED,
    /** The server does not take the address any more. */
    ADDRESS_EXPIRED,
    /** The platform has sent the order again. */
    ADDRESS_RENEWED,
    /** The new version runs. */
    INSTALLED,
    /** The new version runs after a restart. */
    NEEDS_RESTART,
    /** A restart came in the middle, and the new version is not in place. */
    LOST,
    /** The new version has kept its health and the session. */
    PROVED,
    /** The new version is the lasting one. */
    COMMITTED,
    /** It cannot go on. */
    FAILED,
    /** A person gave up. */
    CANCELLED,
    /** The former version is back, or known to be lost. */
    ROLLED_BACK,
    /** The platform has the outcome. */
    ACKNOWLEDGED,
    /** The process was started again, or the component was. */
    RESUMED
  }

  private static final Map<UpdateState, Map<UpdateEvent, UpdateState>> TABLE =
      new EnumMap<>(UpdateState.class);

  static {
    from(IDLE).put(UpdateEvent.ORDERED, DOWNLOADING);
    from(IDLE).put(UpdateEvent.DECIDED, REPORTING);

    from(DOWNLOADING).put(UpdateEvent.FETCHED, INSTALLING);
    from(DOWNLOADING).put(UpdateEvent.ADDRESS_EXPIRED, AWAITING_ADDRESS);
    from(DOWNLOADING).put(UpdateEvent.FAILED, REPORTING);
    from(DOWNLOADING).put(UpdateEvent.CANCELLED, REPORTING);

    from(AWAITING_ADDRESS).put(UpdateEvent.ADDRESS_RENEWED, DOWNLOADING);
    from(AWAITING_ADDRESS).put(UpdateEvent.FAILED, REPORTING);
    from(AWAITING_ADDRESS).put(UpdateEvent.CANCELLED, REPORTING);

    from(INSTALLING).put(UpdateEvent.INSTALLED, PROVING);
    from(INSTALLING).put(UpdateEvent.NEEDS_RESTART, RESTARTING);
    from(INSTALLING).put(UpdateEvent.LOST, INSTALLING);
    from(INSTALLING).put(UpdateEvent.FAILED, ROLLING_BACK);
    from(INSTALLING).put(UpdateEvent.CANCELLED, ROLLING_BACK);

    from(RESTARTING).put(UpdateEvent.INSTALLED, PROVING);
    from(RESTARTING).put(UpdateEvent.LOST, INSTALLING);
    from(RESTARTING).put(UpdateEvent.FAILED, ROLLING_BACK);

    from(PROVING).put(UpdateEvent.PROVED, COMMITTING);
    from(PROVING).put(UpdateEvent.NEEDS_RESTART, RESTARTING);
    from(PROVING).put(UpdateEvent.LOST, INSTALLING);
    from(PROVING).put(UpdateEvent.FAILED, ROLLING_BACK);
    from(PROVING).put(UpdateEvent.CANCELLED, ROLLING_BACK);

    from(COMMITTING).put(UpdateEvent.COMMITTED, REPORTING);
    from(COMMITTING).put(UpdateEvent.FAILED, ROLLING_BACK);

    from(ROLLING_BACK).put(UpdateEvent.ROLLED_BACK, REPORTING);

    from(REPORTING).put(UpdateEvent.ACKNOWLEDGED, IDLE);

    for (UpdateState state : UpdateState.values()) {
      from(state).put(UpdateEvent.RESUMED, state);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
  private static final Duration JOURNAL_RETRY = Duration.ofSeconds(10);

  private final String name;
  private final Journal journal;
  private final ComponentThread thread;
  private volatile Situation situation;
  private UpdateListener listener = now -> {};
  private long epoch;
  private boolean closed;
  private volatile UpdateStatus status;

  /** Steps that go on where the journal ends. */
  public Steps(String name, Journal journal, ComponentThread thread) {
    this.name = name;
    this.journal = journal;
    this.thread = thread;
    this.situation = journal.situation();
    List<JournalEntry> entries = entries();
    this.status = picture(0, entries.isEmpty() ? "" : entries.get(entries.size() - 1).detail());
  }

  /** Where an event leads; empty if it means nothing in this state. */
  public static Optional<UpdateState> next(UpdateState state, UpdateEvent event) {
    return Optional.ofNullable(from(state).get(event));
  }

  private static Map<UpdateEvent, UpdateState> from(UpdateState state) {
    return TABLE.computeIfAbsent(state, any -> new EnumMap<>(UpdateEvent.class));
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
    UpdateState to = next(from, event).orElse(null);
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
      // Each line of it was on the disk before.
      return;
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
    thread.later(
        JOURNAL_RETRY,
        () -> {
          if (epoch == now) {
            take(event, changed, detail, then);
          }
        });
  }

  private UpdateStatus picture(int percent, String detail) {
    return new UpdateStatus(
        situation.state(),
        thread.clock().instant(),
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
