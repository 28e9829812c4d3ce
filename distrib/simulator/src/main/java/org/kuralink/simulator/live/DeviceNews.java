/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.live;

import com.google.gson.JsonObject;
import org.kuralink.simulator.registry.DeviceKey;

/** Reports changes of devices to the subscribers of live events. */
public record DeviceNews(Journal journal) {

  /** The changed part, in one word. */
  public void tell(DeviceKey key, String change) {
    journal.event(
        "device",
        () -> {
          JsonObject json = new JsonObject();
          json.addProperty("change", change);
          json.addProperty("productKey", key.productKey());
          json.addProperty("deviceName", key.deviceName());
          return json;
        });
  }
}
