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
 * Hears how sub-devices stand. Must return soon; what it throws is logged and otherwise ignored,
 * and one that does not return delays nobody but itself and loses what comes beyond 10,000.
 */
@ConsumerType
@FunctionalInterface
public interface SubDeviceListener {

  /**
   * A sub-device came into a state.
   *
   * @param from where it was; the same as now if only what is known of it has changed
   */
  void changed(SubDeviceState from, SubDeviceStatus now);
}
