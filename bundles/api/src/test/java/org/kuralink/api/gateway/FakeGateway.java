/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;

/**
 * A test double of {@link Gateway}: carries out each request immediately, on the calling thread,
 * unless the test sets another state with {@link #show}. Records its calls, for example as {@code
 * login pk/dn}.
 */
public final class FakeGateway implements Gateway {

  private final Map<DeviceIdentity, SubDeviceStatus> devices = new ConcurrentHashMap<>();
  private final Map<String, Instant> permits = new ConcurrentHashMap<>();
  private final List<SubDeviceListener> listeners = new CopyOnWriteArrayList<>();
  private final List<SubDevice> offered = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Optional<SubDeviceError> refusal = Optional.empty();

  /** Returns the recorded calls in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** Returns the sub-devices that are currently offered. */
  public List<SubDevice> offered() {
    return List.copyOf(offered);
  }

  /** Makes all further calls fail with an error, or succeed again if it is empty. */
  public void refuse(Optional<SubDeviceError> error) {
    refusal = error;
  }

  /** Sets the status of a device and notifies the listeners. */
  public void show(SubDeviceStatus status) {
    SubDeviceStatus before = devices.put(status.device(), status);
    SubDeviceState from = before == null ? status.state() : before.state();
    listeners.forEach(listener -> listener.changed(from, status));
    offered.stream()
        .filter(one -> one.identity().equals(status.device()))
        .forEach(one -> one.changed(status));
  }

  /** Sets the state of a device and notifies the listeners. */
  public void show(DeviceIdentity device, SubDeviceState state) {
    show(status(device, state, Set.of(SubDeviceSource.CONFIGURATION)));
  }

  private static SubDeviceStatus status(
      DeviceIdentity device, SubDeviceState state, Set<SubDeviceSource> sources) {
    boolean wanted = state != SubDeviceState.DISABLED;
    return new SubDeviceStatus(
        device,
        state,
        Instant.EPOCH,
        wanted,
        sources,
        Optional.empty(),
        Optional.empty(),
        state == SubDeviceState.ONLINE ? 1 : 0,
        0,
        0);
  }

  @Override
  public GatewayStatus status() {
    Map<SubDeviceState, Integer> states = new EnumMap<>(SubDeviceState.class);
    devices.values().forEach(one -> states.merge(one.state(), 1, Integer::sum));
    int wanted = (int) devices.values().stream().filter(SubDeviceStatus::wanted).count();
    return new GatewayStatus(
        true,
        devices.size(),
        states,
        wanted,
        200,
        0,
        Optional.empty(),
        Optional.empty(),
        permits,
        List.of());
  }

  @Override
  public SubDevicePage subDevices(SubDeviceFilter filter, int offset, int limit) {
    if (offset < 0 || limit < 1) {
      throw new IllegalArgumentException("offset " + offset + ", limit " + limit);
    }
    List<SubDeviceStatus> matching =
        devices.values().stream()
            .filter(filter::matches)
            .sorted(Comparator.comparing(one -> one.device().toString()))
            .toList();
    return new SubDevicePage(
        matching.stream().skip(offset).limit(limit).toList(),
        offset,
        matching.size(),
        devices.size());
  }

  @Override
  public Optional<SubDeviceStatus> find(DeviceIdentity device) {
    return Optional.ofNullable(devices.get(device));
  }

  @Override
  public CompletionStage<SubDeviceStatus> add(NewSubDevice device) {
    return bring("add", device.device(), SubDeviceState.ONLINE);
  }

  @Override
  public Registration offer(SubDevice device) {
    offered.add(device);
    SubDeviceState state = device.online() ? SubDeviceState.ONLINE : SubDeviceState.OFFLINE;
    asked.add("offer " + device.identity());
    show(status(device.identity(), state, Set.of(SubDeviceSource.APPLICATION)));
    return () -> {
      offered.remove(device);
      asked.add("withdraw " + device.identity());
      show(status(device.identity(), SubDeviceState.OFFLINE, Set.of()));
    };
  }

  @Override
  public CompletionStage<Void> delete(DeviceIdentity device) {
    asked.add("delete " + device);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(new SubDeviceException(refusal.get()));
    }
    devices.remove(device);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<SubDeviceStatus> login(DeviceIdentity device) {
    return bring("login", device, SubDeviceState.ONLINE);
  }

  @Override
  public CompletionStage<SubDeviceStatus> logout(DeviceIdentity device) {
    return bring("logout", device, SubDeviceState.OFFLINE);
  }

  @Override
  public CompletionStage<SubDeviceStatus> disable(DeviceIdentity device) {
    return bring("disable", device, SubDeviceState.DISABLED);
  }

  @Override
  public CompletionStage<SubDeviceStatus> enable(DeviceIdentity device) {
    return bring("enable", device, SubDeviceState.ONLINE);
  }

  @Override
  public CompletionStage<SubDeviceStatus> register(DeviceIdentity device) {
    return bring("register", device, SubDeviceState.ONLINE);
  }

  private CompletionStage<SubDeviceStatus> bring(
      String what, DeviceIdentity device, SubDeviceState to) {
    asked.add(what + " " + device);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(new SubDeviceException(refusal.get()));
    }
    show(status(device, to, Set.of(SubDeviceSource.ADDED)));
    return CompletableFuture.completedFuture(devices.get(device));
  }

  @Override
  public void permit(String productKey, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST_PERMIT) > 0) {
      throw new IllegalArgumentException("time " + time);
    }
    asked.add("permit " + productKey + " " + time.toSeconds());
    if (time.isZero()) {
      permits.remove(productKey);
    } else {
      permits.put(productKey, Instant.EPOCH.plus(time));
    }
  }

  @Override
  public CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> found) {
    List<FoundSubDevice> outcome = new ArrayList<>();
    for (DeviceIdentity device : found) {
      asked.add("found " + device);
      outcome.add(new FoundSubDevice(device, FoundSubDevice.Outcome.REPORTED, Optional.empty()));
    }
    return CompletableFuture.completedFuture(outcome);
  }

  @Override
  public CompletionStage<List<DeviceIdentity>> topology() {
    asked.add("topology");
    return CompletableFuture.completedFuture(
        new LinkedHashMap<>(devices).keySet().stream().toList());
  }

  @Override
  public Registration addListener(SubDeviceListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
