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
 * What logs sub-devices in and keeps the topology (developer guide 9.3, 9.4). A whiteboard service,
 * by which alone a connection learns that a sub-device may speak: each connection that it is for
 * hands it its {@link Topology}. A connection has one gateway capability at the most; while there
 * is one it asks the platform, from its next log-in on, to subscribe by itself what sub-devices
 * need ({@code _ss=1} in the client id).
 *
 * <p>Methods are called one after another, on a thread of the connection, holding no lock; they
 * must return soon.
 */
@ConsumerType
public interface GatewayCapability {

  /**
   * The service property that says which connection it is for, by its {@link CloudSession#PID};
   * absent or empty for every one.
   */
  String CONNECTION = "connection";

  /** A connection is there; what is told to its topology counts from now on. */
  void open(Topology topology);

  /**
   * The platform has refused a message of a sub-device, because that has no session any more
   * (developer guide 6, {@code /ext/error}). Its link is offline since then, and what was refused
   * and is durable waits in its place for the next log-in.
   *
   * @param why code and words of the platform
   */
  default void refused(Topology topology, DeviceIdentity device, Reply why) {}

  /** It is no more, or this is not its capability any more; the topology takes nothing more. */
  void close(Topology topology);
}
