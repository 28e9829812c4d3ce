/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.Map;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A disk or network interface of this machine.
 *
 * @param device the sub-device that represents it
 * @param values its metrics, under the identifiers of its thing model
 */
record Part(DeviceIdentity device, Map<String, Object> values) {

  /** Copies the map. */
  Part {
    values = Map.copyOf(values);
  }
}
