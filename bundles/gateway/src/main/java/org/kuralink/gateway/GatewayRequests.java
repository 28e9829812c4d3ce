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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.gateway.SubDeviceTransitions.Event;
import org.kuralink.gateway.WaitingCallers.Aim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of operators and applications for sub-devices. Any thread may call. */
final class GatewayRequests {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayRequests.class);

  private final GatewayCore core;
  private final GatewayTime time;
  private final SubDevices devices;
  private final DeviceSources naming;
  private final ErrorPolicy errors;
  private final WaitingCallers callers;

  GatewayRequests(
      GatewayCore core,
      SubDevices devices,
      DeviceSources naming,
      ErrorPolicy errors,
      WaitingCallers callers) {
    this.core = core;
    this.time = core.time();
    this.devices = devices;
    this.naming = naming;
    this.errors = errors;
    this.callers = callers;
  }

  CompletionStage<SubDeviceStatus> add(NewSubDevice device) {
    CompletableFuture<SubDeviceStatus> stage = new CompletableFuture<>();
    devices.decide(
        () -> {
          Optional<DeviceFailure> refusal = naming.refusal(device.device());
          if (refusal.isPresent()) {
            callers.fail(stage, error(device.device(), refusal.get()));
            return;
          }
          KnownDevice known = naming.name(device, SubDeviceSource.ADDED, true);
          known.wanted = true;
          known.leaving = false;
          errors.keep(List.of(known));
          wait(known, Aim.ONLINE, stage);
        });
    return stage;
  }

  CompletionStage<SubDeviceStatus> login(DeviceIdentity device) {
    return with(
        device,
        Aim.ONLINE,
        known -> {
          known.wanted = true;
          onceMore(known);
        });
  }

  CompletionStage<SubDeviceStatus> enable(DeviceIdentity device) {
    return with(
        device,
        Aim.ONLINE,
        known -> {
          known.wanted = true;
          known.disabled = false;
          errors.keep(List.of(known));
          onceMore(known);
        });
  }

  /** Starts a device at once, whatever it waits for. */
  private void onceMore(KnownDevice device) {
    if (device.sources.isEmpty()) {
      device.sources.add(SubDeviceSource.ADDED);
      device.kept = true;
    }
    switch (device.state) {
      case REGISTERING, BINDING, LOGGING_IN, LOGGING_OUT, ONLINE -> core.roster().show(device);
      case DISABLED -> {
        if (!device.disabled) {
          errors.anew(device);
        }
      }
      default -> {
        device.insisted = true;
        errors.anew(device);
        core.roster().show(device);
      }
    }
  }

  CompletionStage<SubDeviceStatus> logout(DeviceIdentity device) {
    return with(
        device,
        Aim.OUT,
        known -> {
          known.wanted = false;
          core.roster().show(known);
        });
  }

  CompletionStage<SubDeviceStatus> disable(DeviceIdentity device) {
    return with(
        device,
        Aim.OUT,
        known -> {
          known.disabled = true;
          errors.keep(List.of(known));
          core.roster().show(known);
        });
  }

  CompletionStage<SubDeviceStatus> register(DeviceIdentity device) {
    return with(
        device,
        Aim.SECRET,
        known -> {
          if (known.secret() == null && !known.state.isUnderWay()) {
            errors.anew(known);
          }
        });
  }

  CompletionStage<Void> delete(DeviceIdentity device) {
    return with(
            device,
            Aim.GONE,
            known -> {
              known.leaving = true;
              known.setbacks = 0;
              known.noPause();
              core.roster().show(known);
            })
        .thenApply(status -> null);
  }

  private CompletionStage<SubDeviceStatus> with(
      DeviceIdentity device, Aim aim, Consumer<KnownDevice> deed) {
    CompletableFuture<SubDeviceStatus> stage = new CompletableFuture<>();
    devices.decide(
        () -> {
          KnownDevice known = core.roster().find(device);
          if (known == null) {
            DeviceFailure unknown =
                DeviceFailure.of(SubDeviceFault.NOT_KNOWN, "there is no such sub-device");
            callers.fail(stage, error(device, unknown));
            return;
          }
          deed.accept(known);
          wait(known, aim, stage);
        });
    return stage;
  }

  private void wait(KnownDevice device, Aim aim, CompletableFuture<SubDeviceStatus> stage) {
    core.roster().shown(device.identity).ifPresent(now -> callers.add(now, aim, stage));
    devices.look();
  }

  private SubDeviceError error(DeviceIdentity device, DeviceFailure trouble) {
    return new SubDeviceError(
        trouble.fault(),
        trouble.code(),
        VisibleText.of(device + ": " + trouble.shown()),
        time.instant());
  }

  CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> found) {
    List<DeviceIdentity> all = List.copyOf(found);
    CompletableFuture<List<FoundSubDevice>> stage = new CompletableFuture<>();
    devices.decide(
        () -> {
          Map<DeviceIdentity, FoundSubDevice> outcomes = new LinkedHashMap<>();
          List<DeviceIdentity> report = new ArrayList<>();
          for (DeviceIdentity device : all) {
            Optional<DeviceFailure> refusal = naming.refusal(device);
            FoundSubDevice.Outcome outcome = outcome(device, refusal);
            Optional<SubDeviceError> error = refusal.map(trouble -> error(device, trouble));
            outcomes.put(device, new FoundSubDevice(device, outcome, error));
            if (outcome == FoundSubDevice.Outcome.REPORTED) {
              report.add(device);
            } else if (outcome == FoundSubDevice.Outcome.JOINED) {
              KnownDevice known =
                  naming.name(new NewSubDevice(device), SubDeviceSource.ADDED, true);
              errors.keep(List.of(known));
            }
          }
          report(report, outcomes, stage);
        });
    return stage;
  }

  private FoundSubDevice.Outcome outcome(DeviceIdentity device, Optional<DeviceFailure> refusal) {
    if (refusal.isPresent()) {
      return FoundSubDevice.Outcome.REFUSED;
    }
    if (core.roster().find(device) != null) {
      return FoundSubDevice.Outcome.KNOWN;
    }
    return devices.permits().allow(device.productKey())
        ? FoundSubDevice.Outcome.JOINED
        : FoundSubDevice.Outcome.REPORTED;
  }

  private void report(
      List<DeviceIdentity> report,
      Map<DeviceIdentity, FoundSubDevice> outcomes,
      CompletableFuture<List<FoundSubDevice>> stage) {
    GatewaySession present = devices.session();
    if (report.isEmpty()) {
      callers.complete(stage, List.copyOf(outcomes.values()));
      return;
    }
    if (present == null || !present.isOnline()) {
      DeviceFailure offline = DeviceFailure.of(SubDeviceFault.OFFLINE, "the gateway is offline");
      callers.fail(stage, error(report.get(0), offline));
      return;
    }
    present.request(
        "thing.list.found",
        report.stream().map(GatewaySession::name).toList(),
        (reply, failure) -> {
          Optional<DeviceFailure> trouble = trouble(reply, failure);
          trouble.ifPresent(
              why ->
                  report.forEach(
                      device ->
                          outcomes.put(
                              device,
                              new FoundSubDevice(
                                  device,
                                  FoundSubDevice.Outcome.REFUSED,
                                  Optional.of(error(device, why))))));
          callers.complete(stage, List.copyOf(outcomes.values()));
        });
  }

  CompletionStage<List<DeviceIdentity>> topology() {
    CompletableFuture<List<DeviceIdentity>> stage = new CompletableFuture<>();
    devices.decide(
        () -> {
          GatewaySession present = devices.session();
          if (present == null || !present.isOnline()) {
            DeviceFailure offline =
                DeviceFailure.of(SubDeviceFault.OFFLINE, "the gateway is offline");
            callers.fail(stage, error(core.gateway().get(), offline));
            return;
          }
          present.request(
              "thing.topo.get",
              Map.of(),
              (reply, failure) -> {
                Optional<DeviceFailure> trouble = trouble(reply, failure);
                if (trouble.isPresent() || reply == null) {
                  callers.fail(stage, error(core.gateway().get(), trouble.orElseThrow()));
                } else {
                  compare(reply, stage);
                }
              });
        });
    return stage;
  }

  private void compare(Reply reply, CompletableFuture<List<DeviceIdentity>> stage) {
    List<DeviceIdentity> there = ReplyData.identities(ReplyData.value(reply.data()));
    Set<DeviceIdentity> bound = new LinkedHashSet<>(there);
    devices.topologyRead(time.instant());
    for (DeviceIdentity identity : bound) {
      KnownDevice device = core.roster().find(identity);
      if (device == null && naming.refusal(identity).isEmpty()) {
        core.roster().add(identity, SubDeviceState.BOUND_ONLY).bound = true;
        LOG.info(
            "{}: {} is in the topology of this gateway, but no source names it",
            core.name(),
            identity);
      } else if (device != null && !device.bound && device.state != SubDeviceState.DELETED) {
        device.bound = true;
        if (device.state == SubDeviceState.UNBOUND) {
          errors.place(device);
        }
      }
    }
    for (KnownDevice device : List.copyOf(core.roster().all())) {
      if (device.bound && !bound.contains(device.identity)) {
        missing(device);
      }
    }
    devices.look();
    callers.complete(stage, List.copyOf(bound));
  }

  /** Handles a device that is missing in the topology: adds it again if a source names it. */
  private void missing(KnownDevice device) {
    device.bound = false;
    if (device.state == SubDeviceState.BOUND_ONLY) {
      core.roster().remove(device);
    } else if (device.state == SubDeviceState.ONLINE || device.state == SubDeviceState.OFFLINE) {
      core.roster().go(device, Event.NEEDS_BINDING);
    }
  }

  private static Optional<DeviceFailure> trouble(
      @Nullable Reply reply, @Nullable Throwable failure) {
    return failure != null
        ? Optional.of(DeviceFailure.of(failure))
        : Optional.ofNullable(reply).filter(one -> !one.isSuccess()).map(DeviceFailure::of);
  }
}
