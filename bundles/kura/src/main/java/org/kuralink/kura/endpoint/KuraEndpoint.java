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
 * The view of a cloud connection for the publishers and subscribers of this bundle. An OSGi service
 * with the property {@code kura.service.pid}; not for other bundles. Any thread may call; no method
 * blocks.
 */
public interface KuraEndpoint {

  /** Returns the {@code kura.service.pid} of the endpoint. */
  String name();

  /** Returns the {@code kura.service.pid} of its session. */
  String connection();

  /** Returns the session, while it is there. */
  Optional<CloudSession> session();

  /** Returns the thing of the gateway, while it is there. */
  Optional<Thing> thing();

  /** Returns the service for raw data, while it is there. */
  Optional<RawData> raw();

  /** Returns the link of the gateway, while its session is there. */
  default Optional<DeviceLink> link() {
    return session().map(CloudSession::link);
  }

  /** Returns the calls of services that wait for answers of wires. */
  OpenCalls calls();

  /**
   * Adds a listener that is called when session or thing have come or gone, on the endpoint's
   * thread.
   */
  Registration onChange(Runnable listener);

  /** Adds entries to the status of the connection; the supplier is called for each display. */
  Registration show(Supplier<Map<String, String>> trouble);

  /** Adds a listener that is told of connections and losses, on the endpoint's thread. */
  void registerCloudConnectionListener(CloudConnectionListener listener);

  void unregisterCloudConnectionListener(CloudConnectionListener listener);

  /** Tells the delivery listeners of the endpoint that a message has arrived. */
  void confirmed(String id);

  /** Runs a task on the endpoint's thread. */
  void run(Runnable task);
}
