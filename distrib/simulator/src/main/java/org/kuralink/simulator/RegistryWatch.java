/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import com.google.gson.JsonObject;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.RegistryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the sessions of devices that may no longer be there, and tells those who watch. */
final class RegistryWatch implements RegistryListener {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryWatch.class);

  private final SessionTable sessions;
  private final Journal journal;

  RegistryWatch(SessionTable sessions, Journal journal) {
    this.sessions = sessions;
    this.journal = journal;
  }

  @Override
  public void productChanged(String productKey, String change) {
    LOG.info("Product {} {}", productKey, change);
    journal.event(
        "product",
        () -> {
          JsonObject json = new JsonObject();
          json.addProperty("change", change);
          json.addProperty("productKey", productKey);
          return json;
        });
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    LOG.info("Device {} {}", key, change);
    if (change.equals("disabled")) {
      sessions.kick(key, "device is disabled");
    } else if (change.equals("deleted")) {
      sessions.kick(key, "device is deleted");
      sessions.forget(key);
    }
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
