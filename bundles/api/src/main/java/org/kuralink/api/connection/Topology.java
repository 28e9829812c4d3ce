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
 * Where the gateway capability of a connection says how its sub-devices stand. A sub-device is
 * offline until it is said to be logged in, and again whenever the session's own link is lost: the
 * platform wants every one logged in anew then (developer guide 9.4).
 *
 * <p>Any thread may call; no method blocks. What concerns the gateway itself is refused with {@link
 * IllegalArgumentException}, and so is what cannot be the name of a device. After {@link
 * GatewayCapability#close} calls do nothing.
 */
@ProviderType
public interface Topology {

  /** The session of the gateway. */
  CloudSession session();

  /**
   * The gateway's own device secret, with which the platform encrypts what only the gateway may
   * read (developer guide 9.6). May read from disk.
   *
   * @return empty while it is not known: not configured, or not issued yet
   */
  default Optional<Secret> deviceSecret() {
    return Optional.empty();
  }

  /**
   * The platform has taken the log-in of a sub-device, over the session's present link: it is
   * online. Does nothing while the session is offline, or for a device whose topology was deleted.
   */
  void loggedIn(DeviceIdentity device);

  /** A sub-device has logged out, or was logged out by the platform: it is offline. */
  void loggedOut(DeviceIdentity device);

  /**
   * A sub-device was taken out of the topology: it is offline for good. What waits for it, durable
   * messages included, is given up and fails with {@link LinkException.Reason#DELETED}, as does
   * whatever is asked of its link later.
   */
  void deleted(DeviceIdentity device);

  /** A sub-device was put into the topology, perhaps again: it may be logged in from now on. */
  void added(DeviceIdentity device);

  /**
   * Whether the topics of sub-devices are subscribed one by one, many in each message, although the
   * platform was asked to do it. It is done anyway on a link whose log-in could not ask for it.
   */
  void subscribeExplicitly(boolean explicit);
}
