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

/** Devices for which one message asks the same. */
record Batch(Step step, List<KnownDevice> devices) {

  Batch {
    devices = List.copyOf(devices);
  }

  int size() {
    return devices.size();
  }

  /** Itself in words, for a log. */
  String shown() {
    return step + " of " + (size() == 1 ? devices.get(0).identity : size() + " devices");
  }
}
