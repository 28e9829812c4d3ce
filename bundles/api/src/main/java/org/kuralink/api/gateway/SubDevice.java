/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A sub-device that an application provides as a whiteboard service. The service property {@link
 * Gateway#CONNECTION} may restrict it to certain sessions. When the service is registered, the
 * gateway adds the device, registers it and binds it to the topology if necessary, and logs it in.
 * When the service is unregistered, the gateway logs the device out and leaves it in the topology.
 * When the service properties change, identity and secrets are read again.
 *
 * <p>Identity and secrets are read when the service is registered, on a thread of the gateway. A
 * service that throws, blocks for more than 10 s or returns an invalid name is logged and ignored;
 * others are not delayed.
 */
@ConsumerType
public interface SubDevice {

  /**
   * Returns the identity. The device name has 4 to 32 letters, digits and {@code - _ @ . :}
   * (developer guide 9.3).
   */
  DeviceIdentity identity();

  /**
   * Returns the device secret; empty if the gateway stores an issued secret, has it in its
   * configuration, or has to obtain it by dynamic registration.
   */
  default Optional<Secret> deviceSecret() {
    return Optional.empty();
  }

  /**
   * Returns the product secret for a registration that is signed with it; empty to use the
   * configured one, or to register without one.
   */
  default Optional<Secret> productSecret() {
    return Optional.empty();
  }

  /**
   * Returns whether the device should be online initially; otherwise it stays offline until {@link
   * Gateway#login}. For devices that are known before they can be reached.
   */
  default boolean online() {
    return true;
  }

  /** Called when the status of this device changed, like a {@link SubDeviceListener}. */
  default void changed(SubDeviceStatus status) {}
}
