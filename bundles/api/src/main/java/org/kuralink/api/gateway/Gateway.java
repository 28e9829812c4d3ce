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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The sub-devices of one session: registers them, adds them to the topology, logs them in, and
 * keeps them online through outages, within the platform's limits (developer guide 9.2 to 9.4). A
 * service with the properties {@code kura.service.pid} and {@link #CONNECTION}.
 *
 * <p>Sub-devices come from the configuration, from the platform, from {@link SubDevice} services
 * and from calls of this interface; a device that several of these name exists once. The services
 * of the other capabilities (thing model, shadow, OTA) give access to a sub-device by their method
 * {@code of(DeviceIdentity)}.
 *
 * <p>Any thread may call; no method waits for the network. Stages complete, and listeners are
 * called, on a thread of the gateway, never on the thread that receives messages. A stage completes
 * when the operation is done, or fails with {@link SubDeviceException}. While the gateway is
 * offline a stage waits, at most {@link #PATIENCE}.
 */
@ProviderType
public interface Gateway {

  /** The service property with the {@code kura.service.pid} of the session. */
  String CONNECTION = "connection";

  /**
   * The longest time that a stage waits; after its failure the operation is nevertheless carried
   * out later.
   */
  Duration PATIENCE = Duration.ofMinutes(5);

  /** The longest time for which {@link #permit} can permit joining. */
  Duration LONGEST_PERMIT = Duration.ofDays(1);

  /** Returns an immutable snapshot of the current status. */
  GatewayStatus status();

  /**
   * Returns a page of the sub-devices, ordered by product key and device name.
   *
   * @param filter selects the sub-devices
   * @param offset how many matching sub-devices to skip, 0 or more
   * @param limit the maximum size of the page, 1 or more
   * @throws IllegalArgumentException if offset or limit is out of range
   */
  SubDevicePage subDevices(SubDeviceFilter filter, int offset, int limit);

  /** Returns the status of a sub-device; empty if the gateway does not know it. */
  Optional<SubDeviceStatus> find(DeviceIdentity device);

  /**
   * Adds a sub-device permanently: it is stored across restarts, registered if it has no secret,
   * added to the topology and logged in. For a known sub-device this replaces its secret, if one is
   * given, and starts a new attempt.
   *
   * @return the status once the sub-device is online; fails if an operator has to act first
   */
  CompletionStage<SubDeviceStatus> add(NewSubDevice device);

  /**
   * Adds a sub-device until the registration is closed, like a {@link SubDevice} service; for
   * applications with hundreds of devices that do not register a service for each. Closing the
   * registration logs the device out and leaves it in the topology.
   */
  Registration offer(SubDevice device);

  /**
   * Logs a sub-device out, deletes it from the topology on the platform and removes it here, with
   * its issued secret and all its queued messages. A device that the configuration or a {@link
   * SubDevice} service still names remains known as {@link SubDeviceState#DELETED}; only {@link
   * #add} brings it back.
   *
   * @return completes when the platform has replied
   */
  CompletionStage<Void> delete(DeviceIdentity device);

  /**
   * Requests that a sub-device be online again, after {@link #logout} or after an error that
   * required an operator. Starts an attempt immediately, without the retry delay, as far as the
   * limit of five log-ins per minute and device allows.
   *
   * @return the status once the sub-device is online
   */
  CompletionStage<SubDeviceStatus> login(DeviceIdentity device);

  /**
   * Logs a sub-device out. It stays offline until {@link #login} or the next start of the gateway;
   * its queued messages are kept.
   *
   * @return the status once the sub-device is offline
   */
  CompletionStage<SubDeviceStatus> logout(DeviceIdentity device);

  /**
   * Logs a sub-device out and keeps it offline, across restarts, until {@link #enable}. The
   * platform is informed of the log-out only.
   *
   * @return the status once the sub-device is offline
   */
  CompletionStage<SubDeviceStatus> disable(DeviceIdentity device);

  /**
   * Reverses {@link #disable} and logs the sub-device in. For a sub-device that the platform has
   * disabled, one attempt is made.
   *
   * @return the status once the sub-device is online
   */
  CompletionStage<SubDeviceStatus> enable(DeviceIdentity device);

  /**
   * Obtains the secret of a sub-device by dynamic registration, also after a refusal, and continues
   * with topology and log-in. If a secret is stored already, it is kept and used.
   *
   * @return the status once the sub-device has a secret
   */
  CompletionStage<SubDeviceStatus> register(DeviceIdentity device);

  /**
   * Permits devices of a product to join for a time: {@link #found} adds them. Replaces an earlier
   * permission by the platform or an operator. The time is measured with a monotonic clock.
   *
   * @param time zero ends the permission; at most {@link #LONGEST_PERMIT}
   * @throws IllegalArgumentException if the time is out of range
   */
  void permit(String productKey, Duration time);

  /**
   * Reports devices that were found in the field. Devices whose product is {@linkplain #permit
   * permitted} are added; the others are reported to the platform, which may ask to add them.
   *
   * @return the result for each device, once the platform has replied
   */
  CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> devices);

  /**
   * Reads the topology from the platform and reconciles it without deleting anything: a wanted
   * sub-device that is missing there is added; a device that is bound there but unknown here is
   * shown as {@link SubDeviceState#BOUND_ONLY} and left unchanged.
   *
   * @return the devices that are bound to this gateway on the platform
   */
  CompletionStage<List<DeviceIdentity>> topology();

  /**
   * Adds a listener for changes of sub-devices. It is called sequentially, on a thread of its own.
   */
  Registration addListener(SubDeviceListener listener);
}
