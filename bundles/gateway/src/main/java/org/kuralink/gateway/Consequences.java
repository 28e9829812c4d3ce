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
 * What follows for a sub-device from what the platform says: the table "Errors" of the README. On
 * the gateway's thread.
 */
final class Consequences {

  /** How long the platform counts log-ins, and after which it is asked again. */
  static final Duration THROTTLED = Duration.ofSeconds(61);

  /** A device that is in use elsewhere is asked for no sooner. */
  static final Duration ELSEWHERE = Duration.ofMinutes(1);

  /** A device that the platform has disabled may have been enabled without our being told. */
  static final Duration DISABLED = Duration.ofMinutes(10);

  /** The longest of these pauses. */
  static final Duration RARELY = Duration.ofHours(1);

  /** One that was lost so soon after its log-in may not be worth another one at once. */
  static final Duration SHORT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Consequences.class);
  private static final int DOUBLINGS = 16;

  private final String name;
  private final Supplier<GatewaySettings> settings;
  private final GatewayTime time;
  private final Roster roster;
  private final SubDeviceFile file;
  private final Pace pace;

  /** The same for all of a batch, so that they go together again. */
  private double chance;

  Consequences(GatewayCore core, Pace pace) {
    this.name = core.name();
    this.settings = core.settings();
    this.time = core.time();
    this.roster = core.roster();
    this.file = core.file();
    this.pace = pace;
  }

  /** A device may be asked for a secret. */
  boolean mayRegister(KnownDevice device) {
    return settings.get().dynamicRegistration() || hasProductSecret(device);
  }

  /** A device has no secret, and may be asked for one. */
  boolean mustRegister(KnownDevice device) {
    return device.secret() == null && mayRegister(device);
  }

  /**
   * Where nobody here has the secret of a device, another bundle may keep it; not one that was
   * refused, and is asked for anew.
   *
   * @return whether that is known now
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

  /** Lets a device go on from where it stands by what is known of it. */
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
              Trouble.of(SubDeviceFault.NO_SECRET, "nobody has its secret"),
              "give it a secret, or allow dynamic registration");
      if (!roster.go(device, Event.REFUSED)) {
        roster.show(device);
      }
    }
  }

  /** An issued secret is on the disk, or goes there now. */
  void saved(KnownDevice device) {
    if (keep(List.of(device))) {
      device.error = null;
      place(device);
    } else {
      unsaved(device);
    }
  }

  /** The disk does not take an issued secret: it is held in memory, and goes there later. */
  void unsaved(KnownDevice device) {
    Trouble full = Trouble.of(SubDeviceFault.STORE, "its issued secret cannot be kept");
    device.failures++;
    device.error = error(device, full, advice(SubDeviceFault.STORE, Step.REGISTER));
    pause(device, settings.get().retryMin(), settings.get().retryMax());
    if (!roster.go(device, Event.FAILED)) {
      roster.show(device);
    }
  }

  /** A person, or a change, gives it another chance. */
  void anew(KnownDevice device) {
    device.setbacks = 0;
    device.healed = false;
    device.registeredAnew = false;
    device.noPause();
    place(device);
  }

  /** A batch was refused, or not answered. */
  void failed(Batch batch, Trouble trouble, Collection<DeviceIdentity> named) {
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
      Batch batch, List<KnownDevice> present, Trouble trouble, Set<DeviceIdentity> named) {
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

  /** Back to where it was before, with no reproach. */
  void again(Step step, KnownDevice device) {
    device.underWay = false;
    if (step == Step.LOGOUT || step == Step.UNBIND || !roster.go(device, Event.FAILED)) {
      roster.show(device);
    }
  }

  /** One device was refused, or not answered. */
  void failed(Step step, KnownDevice device, Trouble trouble) {
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

  /** At least so long for what the platform demands, about so long for what we think right. */
  private void pause(KnownDevice device, Duration first, Duration most) {
    int doublings = Math.min(DOUBLINGS, device.setbacks++);
    long doubled = Math.min(most.toNanos(), first.toNanos() << doublings);
    boolean demanded = first.equals(THROTTLED) || first.equals(ELSEWHERE);
    long wait = doubled / 2 + (long) (doubled / 2 * chance);
    device.pauseUntil(time.now() + (demanded ? doubled + wait / 2 : wait));
  }

  /** A secret that was issued may have been reset there: it is asked for once more, once. */
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

  /** The platform has ended the session of a device, or a message of it was refused. */
  void lost(KnownDevice device, Trouble trouble) {
    chance = time.random().nextDouble();
    boolean wasOnline = device.state == SubDeviceState.ONLINE;
    SubDeviceState before = device.state;
    if (wasOnline) {
      // Before the transition, which shows it.
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

  /** Keeps what is known of devices; says whether the disk took it. */
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

  SubDeviceError error(KnownDevice device, Trouble trouble, String advice) {
    return new SubDeviceError(
        trouble.fault(),
        trouble.code(),
        device.identity + ": " + trouble.shown() + "; " + advice,
        time.instant());
  }

  /** In words, what it means and what is done. */
  private static String advice(SubDeviceFault fault, Step step) {
    return switch (fault) {
      case SIGNATURE, WRONG_SECRET ->
          "its secret is wrong: copy it from the platform's console, or reset it there";
      case ELSEWHERE -> "it is in use elsewhere with the same secret; tried again after a minute";
      case CAPACITY -> "the platform takes no more sub-devices of this gateway; it waits for room";
      case THROTTLED -> "tried again after a minute, and all log-ins more slowly";
      case DELETED -> "it was deleted; create it anew";
      case DISABLED -> "it was disabled; enable it on the platform";
      case UNKNOWN_DEVICE -> "create it on the platform";
      case UNKNOWN_PRODUCT -> "there is no such product on the platform";
      case NAME -> "the platform does not take its name";
      case NO_REGISTRATION -> "allow dynamic registration of its product, or give it its secret";
      case NOT_BOUND -> "it is put into the topology again";
      case ITSELF -> "a gateway is not its own sub-device";
      case PARAMETERS -> "the platform does not take this request";
      case UNKNOWN_CODE, MALFORMED_REPLY ->
          step == Step.LOGIN ? "tried again later" : "look it up in the platform's documents";
      case STORE -> "make room on the disk, or start the credential store's bundle";
      default -> "tried again later";
    };
  }
}
