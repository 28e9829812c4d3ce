/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

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
import org.kuralink.simulator.registry.Product;
import org.kuralink.simulator.registry.Registry;

/**
 * Receives raw data of devices whose product is set to "do not parse" (spec 9.5). There is no
 * parsing script: the operator sets the answer, which is one byte 200 by default.
 */
public final class RawData implements Capability {
  /** How many raw messages of a device are kept. */
  public static final int KEPT = 50;

  private static final Bytes FIRST_ANSWER = Bytes.of(new byte[] {(byte) 200});

  private final Registry registry;
  private final PerDevice<State> states;
  private final DeviceNews news;
  private final Clock clock;

  /** A received message, and whether the product accepts raw data. */
  public record Received(Bytes payload, long time, boolean taken) {

    /** Returns the JSON for REST. */
    public JsonObject toJson() {
      JsonObject json = payload.toJson();
      json.addProperty("time", time);
      json.addProperty("taken", taken);
      return json;
    }
  }

  private static final class State {
    private final Ring<Received> received = new Ring<>(KEPT);
    private volatile Bytes answer = FIRST_ANSWER;
  }

  /** For the devices of the registry. */
  public RawData(Registry registry, DeviceNews news, Clock clock) {
    this.registry = registry;
    this.states = PerDevice.of(registry, State::new);
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.message("/sys/{pk}/{dn}/thing/model/up_raw", this::received);
  }

  /** The last messages of the device, oldest first. */
  public List<Received> of(DeviceKey key) {
    return states.of(key).received.all();
  }

  /** Returns the answer to the device. */
  public Bytes answer(DeviceKey key) {
    return states.of(key).answer;
  }

  /** Changes what the device is answered. */
  public void answer(DeviceKey key, Bytes bytes) {
    states.of(key).answer = bytes;
  }

  private void received(Inbound message) {
    boolean taken = registry.product(message.key().productKey()).map(Product::raw).orElse(false);
    State state = states.of(message.key());
    Bytes payload = Bytes.beginningOf(message.payload());
    state.received.add(new Received(payload, clock.millis(), taken));
    news.tell(message.key(), "raw");
    if (taken) {
      message.reply(message.topic() + "_reply", state.answer.toArray(), 0);
    }
  }
}
