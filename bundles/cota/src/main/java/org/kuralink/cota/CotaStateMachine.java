/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.kuralink.api.cota.RemoteConfigurationState.APPLYING;
import static org.kuralink.api.cota.RemoteConfigurationState.CONFIRMING;
import static org.kuralink.api.cota.RemoteConfigurationState.DOWNLOADING;
import static org.kuralink.api.cota.RemoteConfigurationState.IDLE;
import static org.kuralink.api.cota.RemoteConfigurationState.REQUESTING;
import static org.kuralink.api.cota.RemoteConfigurationState.RESTORING;
import static org.kuralink.api.cota.RemoteConfigurationState.VALIDATING;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.api.cota.RemoteConfigurationStatus;
import org.kuralink.api.cota.RemoteConfigurationStatusListener;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of a remote configuration: checks and logs each transition, and notifies the
 * listeners. A test compares the table with the diagram in the README. Changed by one thread only.
 */
final class CotaStateMachine {

  /** The events of a remote configuration. */
  enum Event {
    /** The configuration is requested: after a start, or by an operator or application. */
    ASKED,
    /** Another address is requested, because that of the file has expired. */
    ADDRESS_EXPIRED,
    /** A file was offered that is not stored, and is downloaded. */
    OFFERED,
    /** A version is stored: downloaded and checked, stored before, or to be restored. */
    KEPT,
    /** The applier accepts the file, and the former configuration is on disk. */
    VALIDATED,
    /** The applier has changed this device. */
    APPLIED,
    /**
     * A former process was interrupted after the change; the applier is asked whether it is in
     * force.
     */
    RESUMED,
    /** The change is still in force after a restart. */
    IN_FORCE,
    /**
     * A former process was interrupted during the change: the former configuration is restored
     * first.
     */
    INTERRUPTED,
    /** The interrupted version is tried once more. */
    ONCE_MORE,
    /** The former configuration of an earlier trial has yet to be restored. */
    LEFT,
    /** The trial failed; the former configuration is restored. */
    FAILED,
    /** There is a result. */
    ENDED
  }

  private static final Map<RemoteConfigurationState, Map<Event, RemoteConfigurationState>> TABLE =
      new EnumMap<>(RemoteConfigurationState.class);

  static {
    from(IDLE).put(Event.ASKED, REQUESTING);
    from(IDLE).put(Event.ADDRESS_EXPIRED, REQUESTING);
    from(IDLE).put(Event.OFFERED, DOWNLOADING);
    from(IDLE).put(Event.KEPT, VALIDATING);
    from(IDLE).put(Event.RESUMED, VALIDATING);
    from(IDLE).put(Event.INTERRUPTED, RESTORING);
    from(IDLE).put(Event.LEFT, RESTORING);
    from(IDLE).put(Event.ENDED, IDLE);

    from(REQUESTING).put(Event.ADDRESS_EXPIRED, REQUESTING);
    from(REQUESTING).put(Event.OFFERED, DOWNLOADING);
    from(REQUESTING).put(Event.KEPT, VALIDATING);
    from(REQUESTING).put(Event.LEFT, RESTORING);
    from(REQUESTING).put(Event.ENDED, IDLE);

    from(DOWNLOADING).put(Event.OFFERED, DOWNLOADING);
    from(DOWNLOADING).put(Event.ADDRESS_EXPIRED, REQUESTING);
    from(DOWNLOADING).put(Event.KEPT, VALIDATING);
    from(DOWNLOADING).put(Event.LEFT, RESTORING);
    from(DOWNLOADING).put(Event.ENDED, IDLE);

    from(VALIDATING).put(Event.RESUMED, VALIDATING);
    from(VALIDATING).put(Event.VALIDATED, APPLYING);
    from(VALIDATING).put(Event.IN_FORCE, CONFIRMING);
    from(VALIDATING).put(Event.INTERRUPTED, RESTORING);
    from(VALIDATING).put(Event.FAILED, RESTORING);
    from(VALIDATING).put(Event.ENDED, IDLE);

    from(APPLYING).put(Event.APPLIED, CONFIRMING);
    from(APPLYING).put(Event.FAILED, RESTORING);

    from(CONFIRMING).put(Event.FAILED, RESTORING);
    from(CONFIRMING).put(Event.ENDED, IDLE);

    from(RESTORING).put(Event.ONCE_MORE, APPLYING);
    from(RESTORING).put(Event.FAILED, RESTORING);
    from(RESTORING).put(Event.ENDED, IDLE);
  }

  /** The number of notifications that may wait for one listener; the oldest are dropped. */
  private static final int MAX_WAITING = 32;

  private static final Logger LOG = LoggerFactory.getLogger(CotaStateMachine.class);

  private final String name;
  private final Clock clock;
  private final VersionStore versions;
  private final Supplier<ForeignCalls> lanes;
  private final List<Heard> listeners = new CopyOnWriteArrayList<>();
  private volatile RemoteConfigurationState state = RemoteConfigurationState.IDLE;
  private volatile Instant since;
  private volatile Optional<DeviceIdentity> device = Optional.empty();
  private volatile Optional<ConfigurationResult> last = Optional.empty();
  private volatile Optional<Instant> confirmUntil = Optional.empty();

  /**
   * @param lanes gives each listener a lane of its own, so that it delays no other
   */
  CotaStateMachine(String name, Clock clock, VersionStore versions, Supplier<ForeignCalls> lanes) {
    this.name = name;
    this.lanes = lanes;
    this.clock = clock;
    this.versions = versions;
    this.since = clock.instant();
  }

  /** Returns the next state; empty if the event is not valid in this state. */
  static Optional<RemoteConfigurationState> next(RemoteConfigurationState state, Event event) {
    return Optional.ofNullable(from(state).get(event));
  }

  private static Map<Event, RemoteConfigurationState> from(RemoteConfigurationState state) {
    return TABLE.computeIfAbsent(state, any -> new EnumMap<>(Event.class));
  }

  RemoteConfigurationState state() {
    return state;
  }

  /** Performs a transition, and logs it once with the given text. */
  void take(Event event, String said) {
    RemoteConfigurationState former = state;
    RemoteConfigurationState next = next(former, event).orElse(null);
    if (next == null) {
      LOG.error("{}: ignored event {} in state {}", name, event, former);
      return;
    }
    if (former == next) {
      return;
    }
    LOG.info("{}: {} -> {} ({}) {}", name, former, next, event, said);
    state = next;
    since = clock.instant();
    if (next != RemoteConfigurationState.CONFIRMING) {
      confirmUntil = Optional.empty();
    }
    tell();
  }

  /** Performs the transition to confirming, with the deadline for reaching the platform. */
  void confirming(Instant until, Event event) {
    confirmUntil = Optional.of(until);
    take(event, "until " + until);
  }

  void device(DeviceIdentity identity) {
    device = Optional.of(identity);
  }

  Optional<DeviceIdentity> device() {
    return device;
  }

  void ended(ConfigurationResult result) {
    last = Optional.of(result);
    take(Event.ENDED, words(result.outcome()));
  }

  RemoteConfigurationStatus status() {
    return new RemoteConfigurationStatus(
        device, state, since, versions.current(), last, confirmUntil);
  }

  Registration add(RemoteConfigurationStatusListener listener) {
    Heard heard = new Heard(listener, lanes.get());
    listeners.add(heard);
    return () -> {
      listeners.remove(heard);
      heard.calls.dismiss();
    };
  }

  /** Notifies no listener any more. */
  void close() {
    listeners.forEach(heard -> heard.calls.dismiss());
    listeners.clear();
  }

  private void tell() {
    RemoteConfigurationStatus status = status();
    listeners.forEach(heard -> heard.tell(status));
  }

  /**
   * A listener with its lane; it receives one status after another, and misses the oldest if too
   * many wait.
   */
  private final class Heard {

    private final RemoteConfigurationStatusListener listener;
    private final ForeignCalls calls;
    private final Deque<RemoteConfigurationStatus> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean complained;

    Heard(RemoteConfigurationStatusListener listener, ForeignCalls calls) {
      this.listener = listener;
      this.calls = calls;
    }

    void tell(RemoteConfigurationStatus status) {
      if (waiting.size() == MAX_WAITING) {
        waiting.removeFirst();
      }
      waiting.addLast(status);
      next();
    }

    private void next() {
      RemoteConfigurationStatus status = busy ? null : waiting.pollFirst();
      if (status == null || !listeners.contains(this)) {
        return;
      }
      busy = true;
      calls.call(
          "the listener " + listener.getClass().getName(),
          () -> {
            listener.changed(status);
            return Boolean.TRUE;
          },
          outcome -> {
            busy = false;
            outcome.failure().filter(why -> !complained).ifPresent(this::complain);
            next();
          });
    }

    private void complain(String why) {
      complained = true;
      LOG.warn("{}: {}; its further failures are not logged", name, why);
    }
  }

  /** Returns a constant in lower case, for texts. */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
