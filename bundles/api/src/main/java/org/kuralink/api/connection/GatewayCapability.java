/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The provider of the gateway function, which logs sub-devices in and maintains the topology
 * (developer guide 9.3, 9.4). It is a whiteboard service: each connection that it serves passes it
 * a {@link Topology}, and only through this topology does the connection learn which sub-devices
 * may send. A connection uses at most one gateway capability. While it has one, it asks the
 * platform, from its next log-in on, to subscribe the topics of sub-devices automatically ({@code
 * _ss=1} in the client id).
 *
 * <p>Methods are called sequentially, on a thread of the connection that holds no lock; they must
 * return quickly.
 */
@ConsumerType
public interface GatewayCapability {

  /**
   * The service property with the {@link CloudSession#PID} of the connection to serve; absent or
   * empty for all connections.
   */
  String CONNECTION = "connection";

  /** Called when a connection is available. Calls to its topology take effect from now on. */
  void open(Topology topology);

  /**
   * Called when the platform refused a message of a sub-device because that has no session any more
   * (developer guide 6, {@code /ext/error}). The device's link has gone offline, and a refused
   * durable message keeps its position in the queue until the next log-in.
   *
   * @param why the platform's code and message
   */
  default void refused(Topology topology, DeviceIdentity device, Reply why) {}

  /**
   * Called when the connection has ended or stopped using this capability. The topology ignores
   * calls from now on.
   */
  void close(Topology topology);
}
