/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.SubDeviceListener;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;

/** Who hears what becomes of sub-devices, each on a lane of its own. Any thread may call. */
final class SubDeviceListeners {

  private final String name;
  private final ScheduledExecutorService watch;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  private record Listener(SubDeviceListener listener, Outsiders lane) {}

  /**
   * Nobody yet.
   *
   * @param name of the component
   * @param watch notices listeners that do not return
   */
  SubDeviceListeners(String name, ScheduledExecutorService watch) {
    this.name = name;
    this.watch = watch;
  }

  Registration add(SubDeviceListener listener) {
    Outsiders lane = new Outsiders("kuralink-gateway-" + name + "-listener", watch);
    Listener own = new Listener(listener, lane);
    listeners.add(own);
    return () -> {
      listeners.remove(own);
      lane.end();
    };
  }

  void tell(SubDeviceState from, SubDeviceStatus status) {
    for (Listener each : listeners) {
      each.lane.run(
          "listener " + each.listener.getClass().getName(),
          () -> each.listener.changed(from, status));
    }
  }
}
