/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The interface by which the gateway capability of a connection reports the state of the
 * sub-devices. A sub-device is offline until it is reported as logged in, and again whenever the
 * session's own link is lost, because the platform requires a new log-in of every sub-device then
 * (developer guide 9.4).
 *
 * <p>Any thread may call; no method blocks. The gateway's own identity and invalid identities are
 * rejected with {@link IllegalArgumentException}. After {@link GatewayCapability#close}, calls have
 * no effect.
 */
@ProviderType
public interface Topology {

  /** Returns the session of the gateway. */
  CloudSession session();

  /**
   * Returns the gateway's own device secret, with which the platform encrypts data for the gateway
   * (developer guide 9.6). May read from disk.
   *
   * @return empty while the secret is not known: not configured, or not issued yet
   */
  default Optional<Secret> deviceSecret() {
    return Optional.empty();
  }

  /**
   * Reports that the platform accepted the log-in of a sub-device over the session's present link:
   * the sub-device is online. Has no effect while the session is offline, or for a device whose
   * topology was deleted.
   */
  void loggedIn(DeviceIdentity device);

  /**
   * Reports that a sub-device logged out or was logged out by the platform: the sub-device is
   * offline.
   */
  void loggedOut(DeviceIdentity device);

  /**
   * Reports that a sub-device was removed from the topology: it is permanently offline. All waiting
   * messages of the device, durable ones included, fail with {@link LinkException.Reason#DELETED},
   * as does every later request on its link.
   */
  void deleted(DeviceIdentity device);

  /**
   * Reports that a sub-device was added to the topology, perhaps again: it may be logged in from
   * now on.
   */
  void added(DeviceIdentity device);

  /**
   * Sets whether the connection subscribes the topics of sub-devices itself, many in one message,
   * even where it asked the platform for automatic subscription. On a link whose log-in could not
   * ask for this it always does.
   */
  void subscribeExplicitly(boolean explicit);
}
