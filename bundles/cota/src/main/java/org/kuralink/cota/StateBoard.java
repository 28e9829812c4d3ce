/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
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

/** What a remote configuration is doing, for those who want to know. Changed by its thread only. */
final class StateBoard {

  /** What waits for one listener; it is told the newest. */
  private static final int MAX_WAITING = 32;

  private static final Logger LOG = LoggerFactory.getLogger(StateBoard.class);

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
   * A board.
   *
   * @param lanes gives each listener calls of its own, so that it delays nobody else
   */
  StateBoard(String name, Clock clock, VersionStore versions, Supplier<ForeignCalls> lanes) {
    this.name = name;
    this.lanes = lanes;
    this.clock = clock;
    this.versions = versions;
    this.since = clock.instant();
  }

  RemoteConfigurationState state() {
    return state;
  }

  /** Goes where an event leads; each transition is logged once, with what is to be said of it. */
  void take(CotaTransitions.Event event, String said) {
    RemoteConfigurationState former = state;
    RemoteConfigurationState next = CotaTransitions.next(former, event).orElse(null);
    if (next == null) {
      LOG.error("{}: {} means nothing while {}", name, event, former);
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

  /** The platform has to be reached until then. */
  void confirming(Instant until, CotaTransitions.Event event) {
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
    take(CotaTransitions.Event.ENDED, words(result.outcome()));
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

  /** Nobody is told any more. */
  void close() {
    listeners.forEach(heard -> heard.calls.dismiss());
    listeners.clear();
  }

  private void tell() {
    RemoteConfigurationStatus status = status();
    listeners.forEach(heard -> heard.tell(status));
  }

  /** A listener that hears one status after another; of too many the oldest are lost to it. */
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
      LOG.warn("{}: {}; said once", name, why);
    }
  }

  /** A constant as people write it. */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
