/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A filter for sub-devices; a device has to match all conditions.
 *
 * @param states the accepted states; empty for all
 * @param productKey the product; empty for all
 * @param text a part of product key or device name, case-insensitive; empty for all
 * @param failed whether to accept only devices with an unresolved error
 */
public record SubDeviceFilter(
    Set<SubDeviceState> states, Optional<String> productKey, String text, boolean failed) {

  /** Matches all sub-devices. */
  public static final SubDeviceFilter ALL =
      new SubDeviceFilter(Set.of(), Optional.empty(), "", false);

  /** Copies the set. */
  public SubDeviceFilter {
    states = Set.copyOf(states);
  }

  /** Returns a filter for devices in one of these states. */
  public static SubDeviceFilter in(SubDeviceState first, SubDeviceState... more) {
    return new SubDeviceFilter(EnumSet.of(first, more), Optional.empty(), "", false);
  }

  /** Returns a filter for devices whose product key or device name contains a text. */
  public static SubDeviceFilter named(String text) {
    return new SubDeviceFilter(Set.of(), Optional.empty(), text, false);
  }

  /** Returns whether a device matches. */
  public boolean matches(SubDeviceStatus status) {
    return (states.isEmpty() || states.contains(status.state()))
        && productKey.filter(key -> !key.equals(status.device().productKey())).isEmpty()
        && (!failed || status.lastError().isPresent())
        && status
            .device()
            .toString()
            .toLowerCase(Locale.ROOT)
            .contains(text.toLowerCase(Locale.ROOT));
  }
}
