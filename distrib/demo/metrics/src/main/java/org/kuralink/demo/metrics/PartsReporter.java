/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the disks and network interfaces of this machine as sub-devices. If the gateway does not
 * know a part, the reporter reports it as found, so that an operator can add it. If the gateway
 * knows it, the reporter offers it while it exists and posts its metrics. Runs on the given
 * scheduler only.
 */
final class PartsReporter {

  /** The interval after which parts are reported as found again if the report failed. */
  static final int PATIENCE_SECONDS = 30;

  private static final Logger log = LoggerFactory.getLogger(PartsReporter.class);

  private final int interval;
  private final Supplier<Supplier<List<Part>>> opening;
  private final Supplier<Optional<Gateway>> gateways;
  private final Supplier<Optional<Thing>> things;
  private final ScheduledExecutorService scheduler;
  private final Map<DeviceIdentity, Registration> offers = new HashMap<>();
  private final Set<DeviceIdentity> gone = new HashSet<>();
  private final Set<DeviceIdentity> reported = new HashSet<>();
  private @Nullable Supplier<List<Part>> source;
  private @Nullable Gateway gateway;

  /**
   * Creates a reporter that is not started yet.
   *
   * @param interval seconds between two reports
   * @param opening opens the source of the parts, which may take some time
   * @param gateways the gateway to offer the parts to; empty while there is none
   * @param things the thing to post through; empty while there is none
   */
  PartsReporter(
      int interval,
      Supplier<Supplier<List<Part>>> opening,
      Supplier<Optional<Gateway>> gateways,
      Supplier<Optional<Thing>> things,
      ScheduledExecutorService scheduler) {
    this.interval = interval;
    this.opening = opening;
    this.gateways = gateways;
    this.things = things;
    this.scheduler = scheduler;
  }

  /** Opens the source; the first report follows a second later. */
  void start() {
    scheduler.execute(
        () -> {
          source = opening.get();
          scheduler.schedule(this::report, 1, TimeUnit.SECONDS);
        });
  }

  private void report() {
    scheduler.schedule(this::report, interval, TimeUnit.SECONDS);
    Supplier<List<Part>> parts = source;
    Optional<Gateway> present = gateways.get();
    Optional<Thing> thing = things.get();
    if (parts == null || present.isEmpty() || thing.isEmpty()) {
      return;
    }
    try {
      use(present.get());
      reportAll(parts.get(), present.get(), thing.get());
    } catch (RuntimeException e) {
      log.warn(
          "cannot report the disks and network interfaces now, next attempt follows: {}",
          e.toString());
    }
  }

  /** Forgets the offers when the gateway is replaced: the new gateway does not know them. */
  private void use(Gateway present) {
    if (gateway != present) {
      gateway = present;
      withdraw();
    }
  }

  private void reportAll(List<Part> parts, Gateway to, Thing thing) {
    List<DeviceIdentity> strangers = new ArrayList<>();
    Set<DeviceIdentity> left = new HashSet<>(offers.keySet());
    for (Part part : parts) {
      DeviceIdentity device = part.device();
      left.remove(device);
      if (!offers.containsKey(device) && to.find(device).isPresent()) {
        offer(device, to);
      }
      if (offers.containsKey(device)) {
        var unused =
            thing
                .of(device)
                .post(PropertyPost.durable(part.values()))
                .whenComplete((result, failure) -> tell(device, failure));
      } else if (reported.add(device)) {
        strangers.add(device);
      }
    }
    left.forEach(device -> leave(device, to));
    if (!strangers.isEmpty()) {
      find(strangers, to);
    }
  }

  private void offer(DeviceIdentity device, Gateway to) {
    SubDevice part = () -> device;
    offers.put(device, to.offer(part));
    if (gone.remove(device)) {
      var unused = to.login(device);
    }
  }

  /**
   * Withdraws a part that has been unplugged and logs it out, because the platform may have
   * configured it as well.
   */
  private void leave(DeviceIdentity device, Gateway to) {
    Registration offer = offers.remove(device);
    if (offer != null) {
      log.info("sub-device {} no longer exists and is logged out", device);
      offer.close();
      gone.add(device);
      var unused = to.logout(device);
    }
  }

  private void find(List<DeviceIdentity> strangers, Gateway to) {
    var unused =
        to.found(strangers)
            .whenComplete(
                (outcomes, failure) -> {
                  if (failure == null && outcomes.stream().noneMatch(PartsReporter::isRefused)) {
                    log.info("reported as found to the platform: {}", strangers);
                  } else {
                    log.debug("cannot report as found: {}", strangers);
                    again(strangers);
                  }
                });
  }

  private static boolean isRefused(FoundSubDevice found) {
    return found.outcome() == FoundSubDevice.Outcome.REFUSED;
  }

  private void again(List<DeviceIdentity> strangers) {
    scheduler.schedule(() -> reported.removeAll(strangers), PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void tell(DeviceIdentity device, @Nullable Throwable failure) {
    if (failure != null) {
      log.debug("{}: the platform did not answer a report: {}", device, failure.getMessage());
    }
  }

  /** Withdraws all offers. */
  void withdraw() {
    offers.values().forEach(Registration::close);
    offers.clear();
    reported.clear();
  }
}
