/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.SubDeviceFile.Kept;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources that name sub-devices, with their secrets. Used on the gateway's thread. */
final class DeviceSources {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceSources.class);

  private final GatewayCore core;
  private final ErrorPolicy errors;
  private final Runnable look;
  private Map<DeviceIdentity, List<Instant>> recent = Map.of();
  private volatile List<String> problems = List.of();

  /**
   * Creates the sources without devices.
   *
   * @param look schedules the planner
   */
  DeviceSources(GatewayCore core, ErrorPolicy errors, Runnable look) {
    this.core = core;
    this.errors = errors;
    this.look = look;
  }

  /** Restores the stored devices and adds those of the configuration. */
  void begin(Map<DeviceIdentity, List<Instant>> recentLogins) {
    recent = recentLogins;
    for (Kept kept : core.file().kept()) {
      if (kept.added()) {
        name(new NewSubDevice(kept.device()), SubDeviceSource.ADDED, false);
      }
      if (kept.platform()) {
        name(new NewSubDevice(kept.device()), SubDeviceSource.PLATFORM, false);
      }
      if (!kept.added() && !kept.platform() && kept.bound()) {
        fresh(kept.device(), SubDeviceState.BOUND_ONLY);
      }
    }
    configured(core.settings().get().devices(), Map.of());
  }

  /** Replaces the devices of the configuration. */
  void configured(Map<DeviceIdentity, NewSubDevice> now, Map<DeviceIdentity, NewSubDevice> before) {
    for (DeviceIdentity gone : before.keySet()) {
      if (!now.containsKey(gone)) {
        unname(gone, SubDeviceSource.CONFIGURATION);
      }
    }
    for (NewSubDevice device : now.values()) {
      boolean changed = !device.equals(before.get(device.device()));
      if (changed && !isGateway(device.device())) {
        name(device, SubDeviceSource.CONFIGURATION, !before.isEmpty());
      }
    }
    lookForItself();
    look.run();
  }

  /** Logs once if the configuration names the gateway itself. */
  void lookForItself() {
    GatewaySettings settings = core.settings().get();
    DeviceIdentity own = core.gateway().get();
    String from =
        settings.listed().containsKey(own) ? DeviceListReader.LIST : DeviceListReader.FILE;
    List<String> now =
        settings.devices().containsKey(own)
            ? List.of(from + " names " + own + ", which is this gateway itself; it is left out")
            : List.of();
    if (!now.equals(problems)) {
      problems = now;
      now.forEach(problem -> LOG.error("{}: {}", core.name(), problem));
    }
  }

  /** Returns the problems found by {@link #lookForItself}. Any thread may call. */
  List<String> problems() {
    return problems;
  }

  boolean isGateway(DeviceIdentity device) {
    return device.equals(core.gateway().get());
  }

  /** Returns why a device cannot be a sub-device; empty if it can. */
  Optional<DeviceFailure> refusal(DeviceIdentity device) {
    if (isGateway(device)) {
      return Optional.of(DeviceFailure.of(SubDeviceFault.ITSELF, "it is this gateway itself"));
    }
    return DeviceNames.problem(device)
        .map(words -> DeviceFailure.of(SubDeviceFault.NAME, "it " + words));
  }

  /**
   * Adds a source to a device.
   *
   * @param anew whether a deleted or refused device starts again
   */
  KnownDevice name(NewSubDevice named, SubDeviceSource source, boolean anew) {
    KnownDevice known = core.roster().find(named.device());
    KnownDevice device = known == null ? fresh(named.device(), SubDeviceState.FOUND) : known;
    boolean added = device.sources.add(source);
    boolean secret = take(device, named);
    if (source == SubDeviceSource.ADDED && !device.kept) {
      device.kept = true;
    }
    boolean again =
        switch (device.state) {
          case REFUSED -> secret || anew;
          case DELETED -> anew;
          case DISABLED -> false;
          case FOUND, BOUND_ONLY -> true;
          default -> secret && !device.state.isUnderWay();
        };
    if (added && device.sources.size() == 1) {
      device.wanted = true;
    }
    if (again) {
      begin(device);
    } else {
      core.roster().show(device);
    }
    look.run();
    return device;
  }

  /** Starts a device; one that only the platform names stays found if it cannot get a secret. */
  private void begin(KnownDevice device) {
    errors.borrow(device);
    boolean stays =
        device.state == SubDeviceState.FOUND
            && device.secret() == null
            && !errors.mayRegister(device)
            && device.sources.equals(Set.of(SubDeviceSource.PLATFORM));
    if (stays) {
      device.error =
          errors.error(
              device,
              DeviceFailure.of(SubDeviceFault.NO_SECRET, "the platform requests it"),
              "give it a secret, or allow dynamic registration");
      core.roster().show(device);
    } else {
      if (device.state == SubDeviceState.FOUND
          && device.secret() == null
          && !errors.mayRegister(device)) {
        core.roster().go(device, SubDeviceTransitions.Event.NEEDS_SECRET);
      }
      errors.anew(device);
    }
  }

  private static boolean take(KnownDevice device, NewSubDevice named) {
    Secret product = named.productSecret().orElse(device.productSecret);
    boolean changed = !Objects.equals(product, device.productSecret);
    device.productSecret = product;
    Secret secret = named.deviceSecret().orElse(null);
    if (secret != null && !Objects.equals(secret, device.given)) {
      device.given = secret;
      changed = true;
    }
    return changed;
  }

  private KnownDevice fresh(DeviceIdentity identity, SubDeviceState otherwise) {
    Optional<Kept> kept = core.file().kept(identity);
    SubDeviceState state = otherwise;
    if (kept.filter(Kept::deleted).isPresent()) {
      state = SubDeviceState.DELETED;
    } else if (kept.filter(Kept::disabled).isPresent()) {
      state = SubDeviceState.DISABLED;
    }
    KnownDevice device = core.roster().add(identity, state);
    device.issued = kept.flatMap(Kept::issued).orElse(null);
    device.bound = kept.filter(Kept::bound).isPresent();
    device.kept = kept.filter(Kept::added).isPresent();
    device.disabled = kept.filter(Kept::disabled).isPresent();
    device.asked = kept.filter(Kept::asked).isPresent();
    attempts(device, recent.getOrDefault(identity, List.of()));
    return device;
  }

  private void attempts(KnownDevice device, List<Instant> times) {
    int limit = core.settings().get().loginsPerMinute();
    for (Instant at : times) {
      long ago = Duration.between(at, core.time().instant()).toNanos();
      device.attempted(core.time().now() - Math.max(0, ago), limit);
    }
  }

  /** Removes a source from a device. */
  void unname(DeviceIdentity identity, SubDeviceSource source) {
    @Nullable KnownDevice device = core.roster().find(identity);
    if (device != null && device.sources.remove(source)) {
      if (source != SubDeviceSource.PLATFORM && device.sources.isEmpty()) {
        device.given = null;
      }
      core.roster().show(device);
      look.run();
    }
  }
}
