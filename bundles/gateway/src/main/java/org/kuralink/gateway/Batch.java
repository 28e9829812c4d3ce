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

/** The devices of one request to the platform, all in the same step. */
record Batch(Step step, List<KnownDevice> devices) {

  Batch {
    devices = List.copyOf(devices);
  }

  int size() {
    return devices.size();
  }

  /** Returns a description for the log. */
  String shown() {
    return step + " of " + (size() == 1 ? devices.get(0).identity : size() + " devices");
  }
}
