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
 * The state machine of an update: checks each transition, writes it to the journal, logs it in one
 * line, and notifies the listeners. A test compares the table with the diagram in the README.
 */
public final class UpdateStateMachine {

  /** The events of an update. */
  public enum UpdateEvent {
    /** An order arrived that can be carried out. */
    ORDERED,
    /** An order arrived whose outcome is known immediately. */
    DECIDED,
    /** The file is downloaded and is the ordered one. */
    FETCHED,
    /** The server rejects the address. */
    ADDRESS_EXPIRED,
    /** The platform has sent the order again. */
    ADDRESS_RENEWED,
    /** The new version runs. */
    INSTALLED,
    /** The new version runs after a restart. */
    NEEDS_RESTART,
    /** The process was interrupted, and the new version is not installed. */
    LOST,
    /** The new version was healthy and online for the configured time. */
    PROVED,
    /** The new version is permanent. */
    COMMITTED,
    /** The update failed. */
    FAILED,
    /** The operator or an application cancelled the update. */
    CANCELLED,
    /** The former version is restored, or could not be. */
    ROLLED_BACK,
    /** The platform has acknowledged the outcome. */
    ACKNOWLEDGED,
    /** The process or the component was restarted. */
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

  private static final Logger LOG = LoggerFactory.getLogger(UpdateStateMachine.class);
  private static final Duration JOURNAL_RETRY = Duration.ofSeconds(10);

  private final String name;
  private final Journal journal;
  private final ComponentThread thread;
  private volatile Situation situation;
  private UpdateListener listener = now -> {};
  private long epoch;
  private boolean closed;
  private volatile UpdateStatus status;

  /** Continues from the last entry of the journal. */
  public UpdateStateMachine(String name, Journal journal, ComponentThread thread) {
    this.name = name;
    this.journal = journal;
    this.thread = thread;
    this.situation = journal.situation();
    List<JournalEntry> entries = entries();
    this.status = snapshot(0, entries.isEmpty() ? "" : entries.get(entries.size() - 1).detail());
  }

  /** Returns the next state; empty if the event is not valid in this state. */
  public static Optional<UpdateState> next(UpdateState state, UpdateEvent event) {
    return Optional.ofNullable(from(state).get(event));
  }

  private static Map<UpdateEvent, UpdateState> from(UpdateState state) {
    return TABLE.computeIfAbsent(state, any -> new EnumMap<>(UpdateEvent.class));
  }

  /** Returns the present situation, for any thread. */
  public Situation situation() {
    return situation;
  }

  /**
   * Returns a number that changes with each transition, by which a result of an earlier state is
   * recognised.
   */
  public long epoch() {
    return epoch;
  }

  /** Returns an immutable snapshot of the status, for any thread. */
  public UpdateStatus status() {
    return status;
  }

  /** Returns the journal, for any thread. */
  public List<JournalEntry> entries() {
    try {
      return journal.entries();
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be read: {}", name, e.getMessage());
      return List.of();
    }
  }

  /** Sets the listener of transitions and percentages. */
  public void onChange(UpdateListener told) {
    listener = told;
  }

  /**
   * Performs a transition.
   *
   * @param changed the new situation, in any state
   * @param then runs when the transition is on disk; not if the event is not valid in the present
   *     state
   */
  public void take(UpdateEvent event, Situation changed, String said, Runnable then) {
    String detail = VisibleText.of(said);
    UpdateState from = situation.state();
    UpdateState to = next(from, event).orElse(null);
    if (closed || to == null) {
      LOG.debug("{}: ignored event {} in state {}", name, event, from);
      return;
    }
    Situation next = changed.to(to);
    try {
      journal.append(next, detail);
    } catch (IOException e) {
      LOG.error(
          "{}: the journal cannot be written, the update is paused: {}", name, e.getMessage());
      again(event, changed, detail, then);
      return;
    }
    situation = next;
    epoch++;
    String order = changed.order().map(Order::toString).orElse("");
    LOG.info("{}: {} {} -> {} ({}) {}", name, order, from, to, event, detail);
    tell(snapshot(to == UpdateState.IDLE ? 0 : Math.max(status.percent(), 0), detail));
    if (to == UpdateState.IDLE) {
      rest();
    }
    then.run();
  }

  private void rest() {
    try {
      journal.close();
    } catch (IOException e) {
      // Each line was written to the disk before.
      return;
    }
  }

  /**
   * Records a change of the situation without a transition; a failure to write it is not reported.
   */
  public void note(Situation changed, String detail) {
    try {
      journal.append(changed, detail);
      situation = changed;
    } catch (IOException e) {
      LOG.debug("{}: the journal cannot be written: {}", name, e.getMessage());
    }
  }

  /** Changes the description of the present state. */
  public void detail(String detail) {
    UpdateStatus now = status;
    tell(new UpdateStatus(now.state(), now.since(), now.order(), now.percent(), detail));
  }

  /** Sets the percentage. */
  public void percent(int percent) {
    if (percent != status.percent()) {
      UpdateStatus now = status;
      tell(new UpdateStatus(now.state(), now.since(), now.order(), percent, now.detail()));
    }
  }

  /** Performs no transitions any more. */
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

  private UpdateStatus snapshot(int percent, String detail) {
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
      LOG.error("{}: a listener failed in state {}", name, now.state(), e);
    }
  }
}
