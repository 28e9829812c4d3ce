/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.Thing;

/**
 * What publishers and subscribers of this bundle find behind a cloud connection. A service with the
 * property {@code kura.service.pid}; not for other bundles. Any thread may call, none is blocked.
 */
public interface KuraEndpoint {

  /** Its {@code kura.service.pid}. */
  String name();

  /** The {@code kura.service.pid} of its session. */
  String connection();

  /** The session, while it is there. */
  Optional<CloudSession> session();

  /** The device, while it is there. */
  Optional<Thing> thing();

  /** The device's way for bytes that the platform parses itself, while it is there. */
  Optional<RawData> raw();

  /** The gateway's link, while its session is there. */
  default Optional<DeviceLink> link() {
    return session().map(CloudSession::link);
  }

  /** Calls of services that wait for what the wires answer. */
  OpenCalls calls();

  /** Hears that session or device have come or gone, on the endpoint's thread. */
  Registration onChange(Runnable listener);

  /** Shows with the connection what somebody who belongs to it says of himself when asked. */
  Registration show(Supplier<Map<String, String>> trouble);

  /** Is told when the connection is established and lost, on the endpoint's thread. */
  void registerCloudConnectionListener(CloudConnectionListener listener);

  void unregisterCloudConnectionListener(CloudConnectionListener listener);

  /** A message with this id has arrived; tells the listeners of the endpoint. */
  void confirmed(String id);

  /** Does a task on the endpoint's thread. */
  void run(Runnable task);
}
