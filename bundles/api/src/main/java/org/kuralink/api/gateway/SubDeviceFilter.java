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
 * Which sub-devices to show; all conditions hold together.
 *
 * @param states empty for all
 * @param productKey of one product; empty for all
 * @param text part of product key or device name, in any case; empty for all
 * @param failed only those with an error that has not been put right
 */
public record SubDeviceFilter(
    Set<SubDeviceState> states, Optional<String> productKey, String text, boolean failed) {

  /** Everything. */
  public static final SubDeviceFilter ALL =
      new SubDeviceFilter(Set.of(), Optional.empty(), "", false);

  /** Takes over what the set holds at this moment. */
  public SubDeviceFilter {
    states = Set.copyOf(states);
  }

  /** Those in one of these states. */
  public static SubDeviceFilter in(SubDeviceState first, SubDeviceState... more) {
    return new SubDeviceFilter(EnumSet.of(first, more), Optional.empty(), "", false);
  }

  /** Those whose product key or device name has this text in it. */
  public static SubDeviceFilter named(String text) {
    return new SubDeviceFilter(Set.of(), Optional.empty(), text, false);
  }

  /** Whether one is shown. */
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
