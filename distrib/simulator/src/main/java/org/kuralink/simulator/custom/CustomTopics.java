/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.custom;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.util.List;
import org.kuralink.simulator.alink.Bytes;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Inbound;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.live.Ring;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;

/** Records the messages that devices publish on custom topics: {@code /{pk}/{dn}/...}. */
public final class CustomTopics implements Capability {
  /** How many messages of a device are kept. */
  public static final int KEPT = 50;

  private final PerDevice<Ring<Received>> states;
  private final DeviceNews news;
  private final Clock clock;

  /** A received message; only the beginning of a long one. */
  public record Received(String topic, Bytes payload, long time) {

    /** Returns the JSON for REST. */
    public JsonObject toJson() {
      JsonObject json = payload.toJson();
      json.addProperty("topic", topic);
      json.addProperty("time", time);
      return json;
    }
  }

  /** For the devices of the registry. */
  public CustomTopics(Registry registry, DeviceNews news, Clock clock) {
    this.states = PerDevice.of(registry, () -> new Ring<>(KEPT));
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.message("/{pk}/{dn}/#", this::received);
  }

  /** The last messages of the device, oldest first. */
  public List<Received> of(DeviceKey key) {
    return states.of(key).all();
  }

  private void received(Inbound message) {
    Bytes payload = Bytes.beginningOf(message.payload());
    states.of(message.key()).add(new Received(message.topic(), payload, clock.millis()));
    news.tell(message.key(), "custom");
  }
}
