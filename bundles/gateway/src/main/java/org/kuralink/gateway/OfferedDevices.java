/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sub-devices that applications offer: {@link SubDevice} services, and offers through {@link
 * org.kuralink.api.gateway.Gateway#offer}. Asks each once for its identity, on a thread that it may
 * block. Of two offers of the same device the first counts; the other replaces it when it is
 * withdrawn. Everything else runs on the gateway's thread.
 */
final class OfferedDevices {

  private static final Logger LOG = LoggerFactory.getLogger(OfferedDevices.class);

  private static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private final String name;
  private volatile SubDevices devices;
  private final ForeignCodeThread outsiders;

  /** The registrations of each object, by their ids; an object may be registered several times. */
  private final Map<SubDevice, Map<Long, HandlerProperties>> services = new IdentityHashMap<>();

  // Used on the gateway's thread.
  private final Map<SubDevice, Offer> offers = new IdentityHashMap<>();
  private final Map<DeviceIdentity, SubDevice> chosen = new HashMap<>();
  private String session = "";
  private long came;

  /**
   * An offer.
   *
   * @param order the position in the order of arrival
   */
  private record Offer(long order, NewSubDevice device, boolean online) {}

  /** Creates an empty set of offers. */
  OfferedDevices(String name, SubDevices devices, GatewayTime time) {
    this.name = name;
    this.devices = devices;
    outsiders = new ForeignCodeThread("kuralink-gateway-" + name + "-devices", time.thread());
    devices.listen((from, now) -> changed(now));
  }

  /** Moves the offers to other sub-devices, which do not know them yet. */
  void moveTo(SubDevices others) {
    devices = others;
    others.decide(
        () ->
            chosen.values().stream().map(offers::get).filter(Objects::nonNull).forEach(this::name));
  }

  /** Sets the session whose offers count. */
  void session(String pid) {
    devices.decide(
        () -> {
          session = pid;
          List<SubDevice> all;
          synchronized (services) {
            all = List.copyOf(services.keySet());
          }
          all.forEach(this::look);
        });
  }

  /** Adds a registration, or takes its changed properties and asks the device again. */
  void put(SubDevice device, Map<String, ?> properties) {
    HandlerProperties wanted = HandlerProperties.of(properties);
    boolean again;
    synchronized (services) {
      again =
          services.computeIfAbsent(device, fresh -> new HashMap<>()).put(wanted.id(), wanted)
              != null;
    }
    devices.decide(
        () -> {
          if (again && offers.containsKey(device) && serves(device)) {
            ask(device, () -> serves(device));
          } else {
            look(device);
          }
        });
  }

  /** Tells whether a device has a registration for the session. */
  private boolean serves(SubDevice device) {
    synchronized (services) {
      return services.getOrDefault(device, Map.of()).values().stream()
          .anyMatch(properties -> properties.serves(session));
    }
  }

  /** Removes a registration; the device stays while it has another one for the session. */
  void remove(SubDevice device, Map<String, ?> properties) {
    synchronized (services) {
      Map<Long, HandlerProperties> left = services.getOrDefault(device, new HashMap<>());
      left.remove(HandlerProperties.of(properties).id());
      if (left.isEmpty()) {
        services.remove(device);
      }
    }
    devices.decide(() -> look(device));
  }

  /** Adds an offer; the registration withdraws it. */
  Registration offer(SubDevice device) {
    devices.decide(() -> ask(device, () -> true));
    return () -> devices.decide(() -> withdraw(device));
  }

  private void look(SubDevice device) {
    if (!serves(device)) {
      withdraw(device);
    } else if (!offers.containsKey(device)) {
      ask(device, () -> serves(device));
    }
  }

  private void ask(SubDevice device, java.util.function.BooleanSupplier there) {
    String who = "sub-device " + device.getClass().getName();
    // A placeholder, so that the device is asked only once.
    Offer place =
        offers.computeIfAbsent(device, fresh -> new Offer(++came, new NewSubDevice(NOBODY), false));
    outsiders.run(
        who,
        () -> {
          NewSubDevice named =
              new NewSubDevice(
                  identity(device), secret(device.deviceSecret()), secret(device.productSecret()));
          boolean online = device.online();
          devices.decide(
              () -> {
                if (there.getAsBoolean() && offers.containsKey(device)) {
                  take(device, new Offer(place.order, named, online));
                }
              });
        });
  }

  private static DeviceIdentity identity(SubDevice device) {
    @Nullable DeviceIdentity identity = device.identity();
    if (identity == null) {
      throw new IllegalArgumentException("it has no identity");
    }
    return identity;
  }

  @SuppressWarnings({"OptionalAssignedToNull", "NullableOptional"})
  private static Optional<Secret> secret(@Nullable Optional<Secret> secret) {
    return secret == null ? Optional.empty() : secret;
  }

  private void take(SubDevice device, Offer offer) {
    DeviceIdentity identity = offer.device.device();
    Optional<DeviceFailure> refusal = devices.naming().refusal(identity);
    if (refusal.isPresent()) {
      LOG.error(
          "{}: {} is left out: {}",
          name,
          org.kuralink.api.codec.VisibleText.of(identity.toString(), 80),
          refusal.get().words());
      return;
    }
    Offer former = offers.get(device);
    if (former != null && !former.device.device().equals(identity)) {
      withdraw(device);
    }
    offers.put(device, offer);
    SubDevice before = chosen.putIfAbsent(identity, device);
    if (before != null && before != device) {
      LOG.warn("{}: {} is offered twice; the first offer is used", name, identity);
    } else {
      name(offer);
    }
  }

  private void name(Offer offer) {
    KnownDevice known = devices.naming().name(offer.device, SubDeviceSource.APPLICATION, false);
    if (!offer.online) {
      known.wanted = false;
      devices.roster().show(known);
    }
  }

  private void withdraw(SubDevice device) {
    Offer offer = offers.remove(device);
    if (offer == null) {
      return;
    }
    DeviceIdentity identity = offer.device.device();
    if (chosen.get(identity) != device) {
      return;
    }
    chosen.remove(identity);
    Optional<Map.Entry<SubDevice, Offer>> next =
        offers.entrySet().stream()
            .filter(other -> other.getValue().device.device().equals(identity))
            .min(Comparator.comparingLong(other -> other.getValue().order));
    if (next.isPresent()) {
      chosen.put(identity, next.get().getKey());
      name(next.get().getValue());
    } else {
      devices.naming().unname(identity, SubDeviceSource.APPLICATION);
    }
  }

  private void changed(SubDeviceStatus now) {
    devices.decide(
        () -> {
          SubDevice device = chosen.get(now.device());
          if (device != null) {
            outsiders.run("sub-device " + device.getClass().getName(), () -> device.changed(now));
          }
        });
  }

  void end() {
    outsiders.end();
  }
}
