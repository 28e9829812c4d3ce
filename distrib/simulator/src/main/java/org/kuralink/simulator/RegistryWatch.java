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
import org.kuralink.simulator.life.Life;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.RegistryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes changes of products and devices on to the devices and to the subscribers of live events.
 */
final class RegistryWatch implements RegistryListener {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryWatch.class);

  private final Life life;
  private final Journal journal;

  RegistryWatch(Life life, Journal journal) {
    this.life = life;
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
    switch (change) {
      case "disabled" -> life.disabled(key);
      case "enabled" -> life.enabled(key);
      case "deleted" -> life.deleted(key);
      default -> {
        // Nothing that a device is told.
      }
    }
    new DeviceNews(journal).tell(key, change);
  }
}
