/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.SubDeviceTransitions.Event;

/**
 * The planner of requests: goes through the devices and sends all batches that may be sent now,
 * with as many devices as possible in each, within the rate limits. Each change of a device
 * schedules it a moment later, so that changes at the same time share a batch. Used on the
 * gateway's thread.
 */
final class Planner {

  /** The time in which changes are collected into one batch. */
  static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long NEVER = Long.MAX_VALUE;

  private final Supplier<GatewaySettings> settings;
  private final GatewayTime time;
  private final Roster roster;
  private final ErrorPolicy errors;
  private final RequestPacing pace;
  private final Sender sender;
  private boolean asked;
  private long next = NEVER;
  private int room;
  private boolean full;
  private @Nullable ScheduledFuture<?> alarm;

  Planner(GatewayCore core, ErrorPolicy errors, RequestPacing pace, Sender sender) {
    this.settings = core.settings();
    this.time = core.time();
    this.roster = core.roster();
    this.errors = errors;
    this.pace = pace;
    this.sender = sender;
  }

  /** Sends batches. */
  interface Sender {

    /** Tells whether batches can be sent. */
    boolean isOnline();

    /** Sends a batch; replies are delivered later, never during this call. */
    void send(Batch batch);
  }

  /** Schedules the planner. */
  void look() {
    if (!asked) {
      asked = true;
      time.thread().schedule(this::plan, MOMENT, TimeUnit.NANOSECONDS);
    }
  }

  private void plan() {
    asked = false;
    long now = time.now();
    next = NEVER;
    tend(now);
    if (sender.isOnline()) {
      room = room();
      full = !isDue(pace.nextRoom(now), now);
      for (Step step : Step.values()) {
        take(step, now);
      }
    }
    ScheduledFuture<?> before = alarm;
    if (before != null) {
      before.cancel(false);
      alarm = null;
    }
    if (next != NEVER) {
      alarm = time.thread().schedule(this::look, Math.max(0, next - now), TimeUnit.NANOSECONDS);
    }
  }

  /** Moves devices to the states that follow from changes of their sources and flags. */
  private void tend(long now) {
    List<KnownDevice> gone = new ArrayList<>();
    for (KnownDevice device : roster.all()) {
      boolean due = isDue(device.pause().orElse(now), now);
      switch (device.state) {
        case UNREGISTERED, UNBOUND, OFFLINE, REFUSED -> {
          if (device.disabled) {
            roster.go(device, Event.DISABLED);
          } else if (device.sources.isEmpty() && !device.leaving) {
            unnamed(device, gone);
          } else if (device.state == SubDeviceState.UNREGISTERED && device.unsaved && due) {
            errors.saved(device);
          }
        }
        case DISABLED -> {
          if (device.sources.isEmpty() && !device.leaving && !device.disabled) {
            unnamed(device, gone);
          } else if (!device.disabled && device.wanted && due) {
            errors.place(device);
          }
        }
        case FOUND, DELETED -> {
          if (device.sources.isEmpty() && !device.leaving) {
            gone.add(device);
          }
        }
        default -> {
          // The device waits for a reply, is online, or has no source.
        }
      }
    }
    gone.forEach(roster::remove);
  }

  private void unnamed(KnownDevice device, List<KnownDevice> gone) {
    if (!device.bound || !roster.go(device, Event.UNNAMED)) {
      gone.add(device);
    }
  }

  private int room() {
    int limit = settings.get().onlineLimit();
    if (limit == 0) {
      return KnownDevice.ANY_BATCH;
    }
    int taken = 0;
    for (KnownDevice device : roster.all()) {
      taken +=
          switch (device.state) {
            case ONLINE, LOGGING_IN, LOGGING_OUT -> 1;
            default -> 0;
          };
    }
    return limit - taken;
  }

  /** Tells whether a time has come; else schedules the planner for it. */
  private boolean isDue(long at, long now) {
    if (at > now) {
      next = Math.min(next, at);
    }
    return at <= now;
  }

  private void take(Step step, long now) {
    Map<Integer, List<KnownDevice>> begun = new TreeMap<>();
    int most = step == Step.LOGIN ? pace.largestBatch() : step.largest(settings.get());
    for (KnownDevice device : roster.all()) {
      if (!wants(step, device) || !isDue(due(step, device, now), now)) {
        continue;
      }
      if (step == Step.LOGIN && (full && !device.insisted || --room < 0)) {
        continue;
      }
      int size = Math.min(most, device.batch);
      List<KnownDevice> batch = begun.computeIfAbsent(size, fresh -> new ArrayList<>());
      batch.add(device);
      if (batch.size() == size) {
        begun.remove(size);
        if (!send(new Batch(step, batch), now)) {
          return;
        }
      }
    }
    for (List<KnownDevice> rest : begun.values()) {
      if (!send(new Batch(step, rest), now)) {
        return;
      }
    }
  }

  private boolean send(Batch batch, long now) {
    int logins = batch.step() == Step.LOGIN ? batch.size() : 0;
    if (!pace.hasRoom() || !isDue(pace.next(logins, now), now)) {
      return false;
    }
    pace.sent(logins);
    for (KnownDevice device : batch.devices()) {
      device.underWay = true;
      device.insisted = false;
      device.noPause();
      Event sent = batch.step().sent();
      if (sent != null) {
        roster.go(device, sent);
      }
    }
    sender.send(batch);
    return true;
  }

  /** Tells whether a device has to be online. */
  static boolean stays(KnownDevice device) {
    return device.wanted && !device.disabled && !device.leaving && !device.sources.isEmpty();
  }

  private boolean wants(Step step, KnownDevice device) {
    if (device.underWay) {
      return false;
    }
    return switch (step) {
      case LOGOUT ->
          device.state == SubDeviceState.LOGGING_OUT
              || device.state == SubDeviceState.ONLINE && !stays(device);
      case UNBIND ->
          device.leaving
              && device.state != SubDeviceState.ONLINE
              && device.state != SubDeviceState.LOGGING_OUT;
      case LOGIN -> device.state == SubDeviceState.OFFLINE && stays(device);
      case BIND -> device.state == SubDeviceState.UNBOUND && stays(device);
      case REGISTER_SIGNED -> isToRegister(device) && errors.hasProductSecret(device);
      case REGISTER -> isToRegister(device) && !errors.hasProductSecret(device);
    };
  }

  private static boolean isToRegister(KnownDevice device) {
    return device.state == SubDeviceState.UNREGISTERED && !device.unsaved && stays(device);
  }

  private long due(Step step, KnownDevice device, long now) {
    long at = device.pause().orElse(now);
    return step == Step.LOGIN
        ? Math.max(
            at,
            device
                .nextAttempt(settings.get().loginsPerMinute(), SubDeviceFile.MINUTE.toNanos())
                .orElse(now))
        : at;
  }
}
