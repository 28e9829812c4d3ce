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
 * The sub-devices of one session: registers, binds and logs them in, and keeps them online through
 * every outage, within the platform's limits (developer guide 9.2 to 9.4). A service with the
 * properties {@code kura.service.pid} and {@link #CONNECTION}.
 *
 * <p>Sub-devices come from the configuration, from the platform, from {@link SubDevice} services
 * and from callers of this door; one that several name is there once. What each of them then does
 * (thing model, shadow, OTA) is had from the doors of those capabilities by {@code
 * of(DeviceIdentity)}.
 *
 * <p>Any thread may call; no method waits for the network. Stages are completed, and listeners are
 * called, on a thread of the gateway's own, never on the one that receives messages. A stage ends
 * when what was asked for is done, or fails with {@link SubDeviceException}; while the gateway is
 * offline it waits, at most {@link #PATIENCE}.
 */
@ProviderType
public interface Gateway {

  /** The service property that names the session, by its {@code kura.service.pid}. */
  String CONNECTION = "connection";

  /** How long a stage waits at the most; what was asked for is done later all the same. */
  Duration PATIENCE = Duration.ofMinutes(5);

  /** The longest time for which {@link #permit} lets devices in. */
  Duration LONGEST_PERMIT = Duration.ofDays(1);

  /** A picture of this moment. */
  GatewayStatus status();

  /**
   * Sub-devices by product key and device name, in pages.
   *
   * @param filter which of them
   * @param offset how many of those to leave out, 0 or more
   * @param limit how many to show, 1 or more
   * @throws IllegalArgumentException if offset or limit is out of its range
   */
  SubDevicePage subDevices(SubDeviceFilter filter, int offset, int limit);

  /** How one of them stands; empty if the gateway does not know it. */
  Optional<SubDeviceStatus> find(DeviceIdentity device);

  /**
   * Takes a sub-device in, for good: it is kept across restarts, registered if it has no secret,
   * put into the topology and logged in. One that is there gets the secret that is given, and is
   * tried again.
   *
   * @return its status once it is online; fails if a person has to do something first
   */
  CompletionStage<SubDeviceStatus> add(NewSubDevice device);

  /**
   * Takes a sub-device in for as long as the registration is open, as if it were a {@link
   * SubDevice} service; for those who offer hundreds and do not want a service for each. Closing it
   * logs the device out and leaves it in the topology.
   */
  Registration offer(SubDevice device);

  /**
   * Logs a sub-device out, takes it out of the topology on the platform and forgets it, with its
   * issued secret and all that waits for it. One that the configuration or a {@link SubDevice}
   * service still names stays known as {@link SubDeviceState#DELETED} and comes back only by {@link
   * #add}.
   *
   * @return done when the platform has answered
   */
  CompletionStage<Void> delete(DeviceIdentity device);

  /**
   * Wants a sub-device online again, after {@link #logout} or after an error that needs a person:
   * tries at once, as far as its five log-ins a minute allow, whatever pause there would be.
   *
   * @return its status once it is online
   */
  CompletionStage<SubDeviceStatus> login(DeviceIdentity device);

  /**
   * Logs a sub-device out. It stays out until {@link #login}, or until the gateway starts anew; its
   * queued messages are kept.
   *
   * @return its status once it is offline
   */
  CompletionStage<SubDeviceStatus> logout(DeviceIdentity device);

  /**
   * Logs a sub-device out and keeps it out, across restarts, until {@link #enable}. Nothing is told
   * to the platform but the log-out.
   *
   * @return its status once it is offline
   */
  CompletionStage<SubDeviceStatus> disable(DeviceIdentity device);

  /**
   * Takes {@link #disable} back and logs in. A sub-device that the platform has disabled is tried
   * once.
   *
   * @return its status once it is online
   */
  CompletionStage<SubDeviceStatus> enable(DeviceIdentity device);

  /**
   * Asks for the secret of a sub-device by dynamic registration, again if that was refused, and
   * goes on with topology and log-in. A secret that is kept stays and is used.
   *
   * @return its status once it has a secret
   */
  CompletionStage<SubDeviceStatus> register(DeviceIdentity device);

  /**
   * Lets devices of a product join that {@link #found} reports, for so long; instead of what was
   * permitted before, by the platform or by a person. Measured by a clock that nobody sets.
   *
   * @param time zero closes the window; at most {@link #LONGEST_PERMIT}
   * @throws IllegalArgumentException if the time is out of its range
   */
  void permit(String productKey, Duration time);

  /**
   * Devices were found in the field. Those that {@link #permit} lets in are added; the others are
   * reported to the platform, which may ask to add them.
   *
   * @return what became of each, once the platform has answered
   */
  CompletionStage<List<FoundSubDevice>> found(Collection<DeviceIdentity> devices);

  /**
   * Asks the platform for the topology and puts right what differs in the safe direction: what is
   * wanted here and missing there is added; what is bound there and unknown here is shown as {@link
   * SubDeviceState#BOUND_ONLY} and left alone.
   *
   * @return who is bound to this gateway, as the platform says
   */
  CompletionStage<List<DeviceIdentity>> topology();

  /** Hears of each change, one after another, on a thread of its own. */
  Registration addListener(SubDeviceListener listener);
}
