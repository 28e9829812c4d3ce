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
 * A device that an application brings: a whiteboard service, which may have the property {@link
 * Gateway#CONNECTION} to say for which sessions it is. The device is taken in when the service
 * comes, registered and bound if need be, and logged in; when the service goes it is logged out and
 * stays in the topology. A service whose properties change is asked again who it is.
 *
 * <p>Identity and secrets are read when the service comes, on a thread of the gateway's own. What
 * throws, blocks for longer than 10 s or gives no name that the platform takes is named in the log
 * and left out; others are not held up.
 */
@ConsumerType
public interface SubDevice {

  /**
   * Who it is: the name has 4 to 32 letters, digits and {@code - _ @ . :} (developer guide 9.3).
   */
  DeviceIdentity identity();

  /**
   * The device secret; empty if the gateway keeps an issued one, is configured with it, or shall
   * ask for it by dynamic registration.
   */
  default Optional<Secret> deviceSecret() {
    return Optional.empty();
  }

  /**
   * The secret of its product, for a registration that proves it knows it; empty for that of the
   * configuration, or for a registration without one.
   */
  default Optional<Secret> productSecret() {
    return Optional.empty();
  }

  /**
   * Whether it is to be online at first; one that is not waits for {@link Gateway#login}. For
   * devices that are known before they answer.
   */
  default boolean online() {
    return true;
  }

  /** Hears how it stands, as a {@link SubDeviceListener} does. */
  default void changed(SubDeviceStatus status) {}
}
