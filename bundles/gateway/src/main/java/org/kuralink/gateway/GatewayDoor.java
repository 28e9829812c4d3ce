/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.FoundSubDevice;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.GatewayStatus;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDeviceListener;
import org.kuralink.api.gateway.SubDevicePage;
import org.kuralink.api.gateway.SubDeviceStatus;

/** The door of a gateway: what it is asked goes to the sub-devices that run behind it. */
abstract class GatewayDoor implements Gateway {

  /** What runs behind it, between activation and the end. */
  abstract @Nullable RunningGateway running();

  private RunningGateway present() {
    RunningGateway present = running();
    if (present == null) {
      throw SubDevices.ended(Clock.systemUTC().instant());
    }
    return present;
  }

  private SubDevices devices() {
    return present().devices();
  }

  @Override
  public GatewayStatus status() {
    return devices().status();
  }

  @Override
  public SubDevicePage subDevices(SubDeviceFilter filter, int offset, int limit) {
    return devices().roster().page(filter, offset, limit);
  }

  @Override
  public Optional<SubDeviceStatus> find(DeviceIdentity device) {
    return devices().roster().shown(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> add(NewSubDevice device) {
    return devices().requests().add(device);
  }

  @Override
  public Registration offer(SubDevice device) {
    RunningGateway present = running();
    return present == null ? () -> {} : present.offered().offer(device);
  }

  @Override
  public CompletionStage<Void> delete(DeviceIdentity device) {
    return devices().requests().delete(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> login(DeviceIdentity device) {
    return devices().requests().login(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> logout(DeviceIdentity device) {
    return devices().requests().logout(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> disable(DeviceIdentity device) {
    return devices().requests().disable(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> enable(DeviceIdentity device) {
    return devices().requests().enable(device);
  }

  @Override
  public CompletionStage<SubDeviceStatus> register(DeviceIdentity device) {
    return devices().requests().register(device);
  }

  @Override
  public void permit(String productKey, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST_PERMIT) > 0) {
      throw new IllegalArgumentException("a permit is for at most " + LONGEST_PERMIT);
    }
    devices().permit(productKey, time);
  }

  @Override
  public CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> found) {
    return devices().requests().found(found);
  }

  @Override
  public CompletionStage<List<DeviceIdentity>> topology() {
    return devices().requests().topology();
  }

  @Override
  public Registration addListener(SubDeviceListener listener) {
    return present().listeners().add(listener);
  }
}
