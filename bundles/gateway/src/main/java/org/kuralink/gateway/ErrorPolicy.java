/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.SubDeviceTransitions.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error handling of sub-devices, as in the table "Errors" of the README: decides from the error
 * of a request whether a device stops, waits or is tried again, and in which step it continues.
 * Used on the gateway's thread.
 */
final class ErrorPolicy {

  /** The pause after a throttled request: a little more than the minute in which it counts. */
  static final Duration THROTTLED = Duration.ofSeconds(61);

  /** The first pause after a device was found in use elsewhere. */
  static final Duration ELSEWHERE = Duration.ofMinutes(1);

  /** The first pause of a disabled device, which may be enabled without a notice to us. */
  static final Duration DISABLED = Duration.ofMinutes(10);

  /** The longest of these pauses. */
  static final Duration RARELY = Duration.ofHours(1);

  /** The time online below which a lost device waits before its next log-in. */
  static final Duration SHORT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(ErrorPolicy.class);
  private static final int DOUBLINGS = 16;

  private final String name;
  private final Supplier<GatewaySettings> settings;
  private final GatewayTime time;
  private final Roster roster;
  private final SubDeviceFile file;
  private final RequestPacing pace;

  /** The random factor of pauses; the same for a batch, so that its devices stay together. */
  private double chance;

  ErrorPolicy(GatewayCore core, RequestPacing pace) {
    this.name = core.name();
    this.settings = core.settings();
    this.time = core.time();
    this.roster = core.roster();
    this.file = core.file();
    this.pace = pace;
  }

  /** Tells whether the secret of a device may be requested from the platform. */
  boolean mayRegister(KnownDevice device) {
    return settings.get().dynamicRegistration() || hasProductSecret(device);
  }

  /** Tells whether a device has no secret and may request one. */
  boolean mustRegister(KnownDevice device) {
    return device.secret() == null && mayRegister(device);
  }

  /**
   * Looks for a missing secret in the credential store of another bundle, except after the platform
   * refused it.
   *
   * @return false if the store cannot be read now
   */
  boolean borrow(KnownDevice device) {
    if (device.secret() != null || device.registeredAnew) {
      return true;
    }
    try {
      file.find(device);
      return true;
    } catch (IOException e) {
      LOG.debug("{}: {}: {}", name, device.identity, e.getMessage());
      return false;
    }
  }

  boolean hasProductSecret(KnownDevice device) {
    return device.productSecret != null
        || settings.get().productSecrets().containsKey(device.identity.productKey());
  }

  /** Moves a device to the step that follows from its secret and topology. */
  void place(KnownDevice device) {
    device.batch = KnownDevice.ANY_BATCH;
    boolean known = borrow(device);
    if (device.secret() != null && !device.unsaved) {
      roster.go(device, device.bound ? Event.NEEDS_LOGIN : Event.NEEDS_BINDING);
    } else if (!known || mayRegister(device)) {
      roster.go(device, Event.NEEDS_SECRET);
    } else {
      device.error =
          error(
              device,
              DeviceFailure.of(SubDeviceFault.NO_SECRET, "it has no secret"),
              "give it a secret, or allow dynamic registration");
      if (!roster.go(device, Event.REFUSED)) {
        roster.show(device);
      }
    }
  }

  /** Stores an issued secret and continues with the device. */
  void saved(KnownDevice device) {
    if (keep(List.of(device))) {
      device.error = null;
      place(device);
    } else {
      unsaved(device);
    }
  }

  /** Handles an issued secret that could not be stored: it stays in memory and is stored later. */
  void unsaved(KnownDevice device) {
    DeviceFailure full =
        DeviceFailure.of(SubDeviceFault.STORE, "its issued secret cannot be stored");
    device.failures++;
    device.error = error(device, full, advice(SubDeviceFault.STORE, Step.REGISTER));
    pause(device, settings.get().retryMin(), settings.get().retryMax());
    if (!roster.go(device, Event.FAILED)) {
      roster.show(device);
    }
  }

  /** Starts a device again without pauses, on request or after a change. */
  void anew(KnownDevice device) {
    device.setbacks = 0;
    device.healed = false;
    device.registeredAnew = false;
    device.noPause();
    place(device);
  }

  /** Handles the failure of a batch. */
  void failed(Batch batch, DeviceFailure trouble, Collection<DeviceIdentity> named) {
    chance = time.random().nextDouble();
    List<KnownDevice> present = batch.devices().stream().filter(batch.step()::isUnderWay).toList();
    if (batch.size() == 1) {
      present.forEach(device -> failed(batch.step(), device, trouble));
      return;
    }
    LOG.info("{}: {} failed: {}", name, batch.shown(), trouble.shown());
    if (trouble.fault() == SubDeviceFault.CAPACITY) {
      pace.tooMany(batch.size());
      present.forEach(device -> again(batch.step(), device));
    } else if (!trouble.isOfOne()) {
      present.forEach(device -> failed(batch.step(), device, trouble));
      if (trouble.fault() == SubDeviceFault.THROTTLED) {
        pace.slower();
      }
    } else {
      split(batch, present, trouble, Set.copyOf(named));
    }
  }

  private void split(
      Batch batch, List<KnownDevice> present, DeviceFailure trouble, Set<DeviceIdentity> named) {
    Set<DeviceIdentity> guilty =
        batch.devices().stream()
            .map(device -> device.identity)
            .filter(named::contains)
            .collect(Collectors.toSet());
    boolean tells = !guilty.isEmpty() && guilty.size() < batch.size();
    for (KnownDevice device : present) {
      if (tells && guilty.contains(device.identity)) {
        failed(batch.step(), device, trouble);
      } else {
        device.batch = Step.smaller(batch.size());
        if (trouble.fault() == SubDeviceFault.UNKNOWN_CODE) {
          pause(device, settings.get().retryMin(), settings.get().retryMax());
        }
        again(batch.step(), device);
      }
    }
  }

  /** Moves a device back to the state before the step, without counting a failure. */
  void again(Step step, KnownDevice device) {
    device.underWay = false;
    if (step == Step.LOGOUT || step == Step.UNBIND || !roster.go(device, Event.FAILED)) {
      roster.show(device);
    }
  }

  /** Handles the failure of one device. */
  void failed(Step step, KnownDevice device, DeviceFailure trouble) {
    device.underWay = false;
    if (trouble.fault() == SubDeviceFault.OFFLINE) {
      again(step, device);
      return;
    }
    device.failures++;
    device.error = error(device, trouble, advice(trouble.fault(), step));
    switch (trouble.fault()) {
      case SIGNATURE, WRONG_SECRET, UNKNOWN_DEVICE -> wrongSecret(step, device);
      case NOT_BOUND -> notBound(device);
      case DELETED -> deleted(device);
      case DISABLED -> disabled(device);
      case ELSEWHERE -> later(step, device, ELSEWHERE, RARELY);
      case CAPACITY -> {
        pace.tooMany(1);
        again(step, device);
      }
      case THROTTLED -> {
        pace.slower();
        later(step, device, THROTTLED, RARELY);
      }
      case PARAMETERS, UNKNOWN_PRODUCT, NAME, NO_REGISTRATION, ITSELF, NO_SECRET ->
          refuse(step, device);
      case UNKNOWN_CODE, MALFORMED_REPLY -> unclear(step, device);
      default -> later(step, device, settings.get().retryMin(), settings.get().retryMax());
    }
  }

  private void unclear(Step step, KnownDevice device) {
    if (step == Step.LOGIN) {
      later(step, device, settings.get().retryMin(), settings.get().retryMax());
    } else {
      refuse(step, device);
    }
  }

  private void refuse(Step step, KnownDevice device) {
    if (step == Step.LOGOUT || step == Step.UNBIND) {
      later(step, device, settings.get().retryMin(), settings.get().retryMax());
    } else {
      roster.go(device, Event.REFUSED);
    }
  }

  private void later(Step step, KnownDevice device, Duration first, Duration most) {
    pause(device, first, most);
    again(step, device);
  }

  /** Sets a doubling pause: 1/2 to all of it, or 5/4 to 3/2 if the platform demands a pause. */
  private void pause(KnownDevice device, Duration first, Duration most) {
    int doublings = Math.min(DOUBLINGS, device.setbacks++);
    long doubled = Math.min(most.toNanos(), first.toNanos() << doublings);
    boolean demanded = first.equals(THROTTLED) || first.equals(ELSEWHERE);
    long wait = doubled / 2 + (long) (doubled / 2 * chance);
    device.pauseUntil(time.now() + (demanded ? doubled + wait / 2 : wait));
  }

  /** Requests an issued secret once more, once: it may have been reset on the platform. */
  private void wrongSecret(Step step, KnownDevice device) {
    boolean ours = device.given == null && !device.registeredAnew && mayRegister(device);
    if (ours && (step == Step.LOGIN || step == Step.BIND)) {
      device.registeredAnew = true;
      device.issued = null;
      device.batch = KnownDevice.ANY_BATCH;
      roster.go(device, Event.NEEDS_SECRET);
    } else {
      refuse(step, device);
    }
  }

  private void notBound(KnownDevice device) {
    device.bound = false;
    device.batch = KnownDevice.ANY_BATCH;
    if (device.healed) {
      pause(device, settings.get().retryMin(), settings.get().retryMax());
    }
    device.healed = true;
    roster.go(device, Event.NEEDS_BINDING);
    keep(List.of(device));
  }

  void deleted(KnownDevice device) {
    device.bound = false;
    device.underWay = false;
    roster.go(device, Event.DELETED);
    keep(List.of(device));
  }

  void disabled(KnownDevice device) {
    pause(device, DISABLED, RARELY);
    device.underWay = false;
    if (device.state != SubDeviceState.DISABLED) {
      roster.go(device, Event.DISABLED);
    }
  }

  /** Handles the end of a device's session by the platform, or the refusal of its message. */
  void lost(KnownDevice device, DeviceFailure trouble) {
    chance = time.random().nextDouble();
    boolean wasOnline = device.state == SubDeviceState.ONLINE;
    SubDeviceState before = device.state;
    if (wasOnline) {
      // Before the transition, which publishes the counter.
      device.losses++;
    }
    SubDeviceError error = error(device, trouble, advice(trouble.fault(), Step.LOGOUT));
    switch (trouble.fault()) {
      case DELETED -> {
        if (before != SubDeviceState.DELETED) {
          device.error = error;
          deleted(device);
        }
      }
      case DISABLED -> {
        if (before != SubDeviceState.DISABLED && before != SubDeviceState.DELETED) {
          device.error = error;
          disabled(device);
        }
      }
      default -> {
        if (wasOnline) {
          device.error = error;
          out(device, trouble.fault());
        }
      }
    }
    if (wasOnline) {
      pace.roomAgain();
    }
  }

  private void out(KnownDevice device, SubDeviceFault fault) {
    long online = device.onlineFor(time.now());
    if (fault == SubDeviceFault.NOT_BOUND) {
      notBound(device);
      return;
    }
    if (fault == SubDeviceFault.ELSEWHERE) {
      device.elsewhere = online < RARELY.toNanos() ? device.elsewhere : 0;
      device.setbacks = device.elsewhere++;
      pause(device, ELSEWHERE, RARELY);
    } else if (online < SHORT.toNanos() && device.losses > 1) {
      pause(device, settings.get().retryMin(), settings.get().retryMax());
    }
    roster.go(device, Event.LOGGED_OUT);
  }

  /** Stores the state of devices; returns false if that failed. */
  boolean keep(Collection<KnownDevice> devices) {
    try {
      file.keep(devices);
      file.complain(null);
      return true;
    } catch (IOException e) {
      file.complain(e);
      return false;
    }
  }

  SubDeviceError error(KnownDevice device, DeviceFailure trouble, String advice) {
    return new SubDeviceError(
        trouble.fault(),
        trouble.code(),
        device.identity + ": " + trouble.shown() + "; " + advice,
        time.instant());
  }

  /** Returns what to do, or what happens next. */
  private static String advice(SubDeviceFault fault, Step step) {
    return switch (fault) {
      case SIGNATURE, WRONG_SECRET ->
          "its secret is wrong: copy it from the platform's console, or reset it there";
      case ELSEWHERE -> "it is in use elsewhere with the same secret; tried again after a minute";
      case CAPACITY -> "the platform accepts no more sub-devices of this gateway; it waits";
      case THROTTLED -> "tried again after a minute, and all log-ins at a lower rate";
      case DELETED -> "it was deleted; create it anew";
      case DISABLED -> "it was disabled; enable it on the platform";
      case UNKNOWN_DEVICE -> "create it on the platform";
      case UNKNOWN_PRODUCT -> "there is no such product on the platform";
      case NAME -> "the platform does not accept its name";
      case NO_REGISTRATION -> "allow dynamic registration of its product, or give it its secret";
      case NOT_BOUND -> "it is added to the topology again";
      case ITSELF -> "a gateway is not its own sub-device";
      case PARAMETERS -> "the platform does not accept this request";
      case UNKNOWN_CODE, MALFORMED_REPLY ->
          step == Step.LOGIN ? "tried again later" : "look it up in the platform's documents";
      case STORE -> "free disk space, or start the bundle of the credential store";
      default -> "tried again later";
    };
  }
}
