/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

/** Takes what devices publish, on the connection's own thread; must not block. */
@FunctionalInterface
public interface Uplink {

  /** A message that the device was allowed to publish. */
  void message(Session session, String topic, byte[] payload);
}
