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
 * Looks through the devices and sends what can be sent now: as many as possible in a message, many
 * messages without waiting for their answers, and never beyond the pace. Whoever changes something
 * asks for a look; it comes a moment later, so that what happens together is sent together. On the
 * gateway's thread.
 */
final class Planner {

  /** What becomes ready within this time goes together. */
  static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long NEVER = Long.MAX_VALUE;

  private final Supplier<GatewaySettings> settings;
  private final GatewayTime time;
  private final Roster roster;
  private final Consequences consequences;
  private final Pace pace;
  private final Outgoings outgoings;
  private boolean asked;
  private long next = NEVER;
  private int room;
  private boolean full;
  private @Nullable ScheduledFuture<?> alarm;

  Planner(GatewayCore core, Consequences consequences, Pace pace, Outgoings outgoings) {
    this.settings = core.settings();
    this.time = core.time();
    this.roster = core.roster();
    this.consequences = consequences;
    this.pace = pace;
    this.outgoings = outgoings;
  }

  /** Where batches go. */
  interface Outgoings {

    /** Whether anything can leave. */
    boolean isOnline();

    /** Sends; answers come later, never from within. */
    void send(Batch batch);
  }

  /** Looks a moment later. */
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
    if (outgoings.isOnline()) {
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

  /** Brings devices where they belong by what has been decided meanwhile. */
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
            consequences.saved(device);
          }
        }
        case DISABLED -> {
          if (device.sources.isEmpty() && !device.leaving && !device.disabled) {
            unnamed(device, gone);
          } else if (!device.disabled && device.wanted && due) {
            consequences.place(device);
          }
        }
        case FOUND, DELETED -> {
          if (device.sources.isEmpty() && !device.leaving) {
            gone.add(device);
          }
        }
        default -> {
          // An answer is awaited, or it is online, or nobody names it.
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

  /** Whether something is due, and if not, to be looked at then. */
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
    outgoings.send(batch);
    return true;
  }

  /** Whether a device is to be online. */
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
      case REGISTER_SIGNED -> isToRegister(device) && consequences.hasProductSecret(device);
      case REGISTER -> isToRegister(device) && !consequences.hasProductSecret(device);
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
