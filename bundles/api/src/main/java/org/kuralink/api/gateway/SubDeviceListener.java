/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A listener for the status of sub-devices. A call must return quickly; an exception is logged and
 * otherwise ignored. A listener that blocks does not delay others; it misses changes beyond 10,000
 * waiting ones.
 */
@ConsumerType
@FunctionalInterface
public interface SubDeviceListener {

  /**
   * Called when the state or another part of a sub-device's status changed.
   *
   * @param from the former state; equal to the present one if another part of the status changed
   * @param now the new status
   */
  void changed(SubDeviceState from, SubDeviceStatus now);
}
