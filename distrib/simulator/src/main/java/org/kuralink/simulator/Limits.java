/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import java.util.Locale;
import java.util.OptionalInt;

/** The rate limits of the platform. */
public enum Limits {
  /** The limit for each device, and one configuration push per hour. */
  PLATFORM(OptionalInt.of(30), OptionalInt.empty(), true),
  /** The limit for all devices of a free instance together, and one configuration push per hour. */
  FREE(OptionalInt.empty(), OptionalInt.of(5), true),
  /** Everything, as fast as it comes. */
  NONE(OptionalInt.empty(), OptionalInt.empty(), false);

  private final OptionalInt perDevice;
  private final OptionalInt together;
  private final boolean hourlyPush;

  Limits(OptionalInt perDevice, OptionalInt together, boolean hourlyPush) {
    this.perDevice = perDevice;
    this.together = together;
    this.hourlyPush = hourlyPush;
  }

  /** Messages a second of one device. */
  public OptionalInt perDevice() {
    return perDevice;
  }

  /** Messages a second of all devices together. */
  public OptionalInt together() {
    return together;
  }

  /** Whether a configuration can be pushed once an hour only. */
  public boolean hourlyPush() {
    return hourlyPush;
  }

  /** To how many filters a device may be subscribed; one more is refused. */
  public int filters() {
    return this == NONE ? 1000 : 100;
  }

  /** How many filters one SUBSCRIBE may bring; those behind them are refused. */
  public int filtersInOneRequest() {
    return this == NONE ? 1000 : 8;
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
