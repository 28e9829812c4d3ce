/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.device;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The devices that were spoken of, each made when it is for the first time. Any thread may call.
 */
public final class Devices {

  /** How many last values there may be of all devices. */
  public static final int MAX_VALUES = 100_000;

  private final Lives lives;
  private final Map<DeviceIdentity, Device> known = new ConcurrentHashMap<>();
  private final AtomicInteger room = new AtomicInteger(MAX_VALUES);

  /** No device yet. */
  public Devices(Lives lives) {
    this.lives = lives;
  }

  /** What is kept of a device. */
  public Device of(DeviceIdentity device) {
    Device present = known.get(device);
    return present == null
        ? known.computeIfAbsent(device, each -> new Device(each, lives, room))
        : present;
  }
}
