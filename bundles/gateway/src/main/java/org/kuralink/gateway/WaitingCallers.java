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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceException;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceStatus;

/** The callers that wait until a sub-device reaches a state. Used on the gateway's thread. */
final class WaitingCallers {

  private final GatewayTime time;
  private final ForeignCodeThread outsiders;
  private final Map<DeviceIdentity, List<Caller>> waiting = new HashMap<>();

  /**
   * Creates an empty set of callers.
   *
   * @param outsiders the thread on which stages are completed
   */
  WaitingCallers(GatewayTime time, ForeignCodeThread outsiders) {
    this.time = time;
    this.outsiders = outsiders;
  }

  /** The state for which a caller waits. */
  enum Aim {
    /** The device is online. */
    ONLINE,
    /** The device is offline. */
    OUT,
    /** The device has a secret. */
    SECRET,
    /** The device is not in the topology any more. */
    GONE
  }

  private record Caller(Aim aim, CompletableFuture<SubDeviceStatus> stage, Future<?> limit) {}

  /** Adds a caller; its stage fails after {@link Gateway#PATIENCE}. */
  void add(SubDeviceStatus now, Aim aim, CompletableFuture<SubDeviceStatus> stage) {
    DeviceIdentity device = now.device();
    Future<?> limit =
        time.thread()
            .schedule(
                () -> overdue(device, stage), Gateway.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    waiting.computeIfAbsent(device, fresh -> new ArrayList<>(1)).add(new Caller(aim, stage, limit));
    look(now);
  }

  /** Completes the stages that waited for the new state of a device, or cannot reach their aim. */
  void look(SubDeviceStatus now) {
    List<Caller> all = waiting.get(now.device());
    if (all == null) {
      return;
    }
    for (Iterator<Caller> each = all.iterator(); each.hasNext(); ) {
      Caller caller = each.next();
      Optional<SubDeviceError> failure = failure(caller.aim, now);
      if (failure.isPresent() || isReached(caller.aim, now)) {
        each.remove();
        caller.limit.cancel(false);
        tell(caller.stage, now, failure.orElse(null));
      }
    }
    if (all.isEmpty()) {
      waiting.remove(now.device());
    }
  }

  private static boolean isReached(Aim aim, SubDeviceStatus now) {
    return switch (aim) {
      case ONLINE -> now.state() == org.kuralink.api.gateway.SubDeviceState.ONLINE && now.wanted();
      case OUT ->
          switch (now.state()) {
            case ONLINE, LOGGING_IN, LOGGING_OUT -> false;
            default -> true;
          };
      case SECRET ->
          switch (now.state()) {
            case UNBOUND, BINDING, OFFLINE, LOGGING_IN, ONLINE -> true;
            default -> false;
          };
      case GONE -> now.state() == org.kuralink.api.gateway.SubDeviceState.DELETED;
    };
  }

  private Optional<SubDeviceError> failure(Aim aim, SubDeviceStatus now) {
    if (aim == Aim.OUT || aim == Aim.GONE) {
      return Optional.empty();
    }
    if (aim == Aim.ONLINE && !now.wanted()) {
      return Optional.of(error(SubDeviceFault.SUPERSEDED, now, "is not wanted online any more"));
    }
    return switch (now.state()) {
      case REFUSED, DISABLED, DELETED, FOUND ->
          now.lastError()
              .or(() -> Optional.of(error(SubDeviceFault.SUPERSEDED, now, "is " + now.state())));
      default -> Optional.empty();
    };
  }

  private SubDeviceError error(SubDeviceFault fault, SubDeviceStatus now, String words) {
    return new SubDeviceError(fault, Optional.empty(), now.device() + " " + words, time.instant());
  }

  private void overdue(DeviceIdentity device, CompletableFuture<SubDeviceStatus> stage) {
    List<Caller> all = waiting.get(device);
    if (all != null && all.removeIf(caller -> caller.stage == stage)) {
      fail(
          stage,
          new SubDeviceError(
              SubDeviceFault.NO_REPLY,
              Optional.empty(),
              device
                  + " has not reached the requested state after "
                  + Gateway.PATIENCE.toMinutes()
                  + " minutes",
              time.instant()));
    }
  }

  private void tell(
      CompletableFuture<SubDeviceStatus> stage,
      SubDeviceStatus now,
      @Nullable SubDeviceError failure) {
    if (failure == null) {
      outsiders.run("a caller", () -> stage.complete(now));
    } else {
      fail(stage, failure);
    }
  }

  /** Completes a stage on the thread for stages. */
  <T> void complete(CompletableFuture<T> stage, T value) {
    outsiders.run("a caller", () -> stage.complete(value));
  }

  /** Fails a stage on the thread for stages. */
  void fail(CompletableFuture<?> stage, SubDeviceError error) {
    outsiders.run("a caller", () -> stage.completeExceptionally(new SubDeviceException(error)));
  }

  /** Fails all stages. */
  void close() {
    SubDeviceError over =
        new SubDeviceError(
            SubDeviceFault.CLOSED, Optional.empty(), "the gateway was deactivated", time.instant());
    waiting
        .values()
        .forEach(
            all ->
                all.forEach(
                    caller -> {
                      caller.limit.cancel(false);
                      fail(caller.stage, over);
                    }));
    waiting.clear();
  }
}
