/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.connection.FakeTransport;
import org.kuralink.connection.SessionRig;
import org.kuralink.gateway.GatewayStage.Up;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.login.credentials.ExternalCredentials;
import org.kuralink.store.MemoryMedium;

/**
 * The sub-devices of a gateway over a real session with virtual time, whose line is controlled by
 * the test: for the messages of the devices themselves.
 */
final class ConnectedStage implements CasePlayer.Wire {

  static final String POST = "thing.event.property.post";

  final SessionRig rig = new SessionRig(GatewayStage.GATEWAY);
  SubDevices devices;
  private final Map<String, Object> properties = new HashMap<>();
  private final List<Up> ups = new ArrayList<>();
  private final List<Integer> taken = new ArrayList<>();
  private BiConsumer<ConnectedStage, Up> platform = (stage, up) -> {};

  /** Configures devices, with the secrets of the cases or without. */
  ConnectedStage devices(boolean secrets, DeviceIdentity... all) {
    properties.put(
        "devices", JsonOutput.string(List.of(all).stream().map(GatewaySession::name).toList()));
    if (secrets) {
      properties.put("device.secrets", CasePlayer.secrets(all));
    }
    return this;
  }

  ConnectedStage start() {
    GatewayTime time =
        new GatewayTime(rig.time.scheduler(), rig.time::nanoTime, rig.time.clock(), new Random(1));
    SubDeviceFile file =
        new SubDeviceFile(new MemoryMedium(), Optional.empty(), new ExternalCredentials());
    devices =
        new SubDevices(
            "test", GatewaySettings.of(properties), time, file, new ConcurrentHashMap<>());
    devices.begin();
    rig.subscribes = true;
    rig.gateway(devices);
    rig.configure();
    rig.accept();
    leap(Duration.ofMillis(100));
    return this;
  }

  /** Brings sub-devices online before the case begins; afterwards the test is the platform. */
  ConnectedStage online(DeviceIdentity... all) {
    platform((at, up) -> at.reply(up, 200, Map.of()));
    devices(true, all).start().leap(Duration.ofSeconds(2));
    assertEquals(all.length, count(SubDeviceState.ONLINE));
    // The log-ins of the last minute must not affect the case.
    leap(Duration.ofMinutes(2));
    platform((at, up) -> {});
    ups.clear();
    return this;
  }

  /** Answers each message that is sent, like the platform. */
  void platform(BiConsumer<ConnectedStage, Up> behaviour) {
    platform = behaviour;
  }

  void reply(Up up, int code, Object data) {
    say(
        up.topic() + "_reply",
        JsonOutput.string(Map.of("id", up.id(), "code", code, "data", data)));
  }

  DeviceLink link(DeviceIdentity device) {
    return rig.door.link(device);
  }

  /** Posts a temperature of a device, durably. */
  CompletableFuture<Reply> report(DeviceIdentity device, double temperature) {
    String value = temperature % 1 == 0 ? "" + (long) temperature : "" + temperature;
    CompletableFuture<Reply> reply =
        link(device)
            .request(POST, JsonText.of("{\"Temperature\":" + value + "}"), RequestOptions.DURABLE)
            .toCompletableFuture();
    leap(Duration.ofMillis(10));
    return reply;
  }

  /** Returns the temperatures of a device that were sent, single or in batches, in order. */
  List<Object> temperatures(DeviceIdentity device) {
    List<Object> all = new ArrayList<>();
    for (Up up : ups("/sys/" + device + "/thing/event/property/post")) {
      all.add(((Map<?, ?>) up.payload().get("params")).get("Temperature"));
    }
    for (Up up : ups("/sys/" + device + "/thing/event/property/batch/post")) {
      Map<?, ?> values = (Map<?, ?>) ((Map<?, ?>) up.payload().get("params")).get("properties");
      for (Object each : (List<?>) values.get("Temperature")) {
        all.add(((Map<?, ?>) each).get("value"));
      }
    }
    return all;
  }

  SubDeviceState state(DeviceIdentity device) {
    return devices.roster().shown(device).map(SubDeviceStatus::state).orElse(null);
  }

  int count(SubDeviceState state) {
    return devices.roster().counts().getOrDefault(state, 0);
  }

  @Override
  public List<Up> ups() {
    return List.copyOf(ups);
  }

  List<Up> ups(String topic) {
    return ups.stream().filter(up -> up.topic().equals(topic)).toList();
  }

  @Override
  public void send(String topic, Map<?, ?> message, Optional<Up> request, Consumer<Up> answered) {
    say(topic, JsonOutput.string(message));
  }

  @Override
  public void say(String topic, String payload) {
    rig.transport().deliver(topic, payload);
    rig.time.settle();
    look();
  }

  @Override
  public void leap(Duration duration) {
    long end = now() + duration.toNanos();
    long step = Duration.ofMillis(5).toNanos();
    while (now() < end) {
      rig.time.leap(Duration.ofNanos(Math.min(step, end - now())));
      look();
    }
    rig.time.settle();
    look();
  }

  private void look() {
    for (int i = 0; i < rig.transports.size(); i++) {
      if (taken.size() <= i) {
        taken.add(0);
      }
      List<FakeTransport.Sent> sent = rig.transports.get(i).sent;
      while (taken.get(i) < sent.size()) {
        FakeTransport.Sent each = sent.get(taken.get(i));
        taken.set(i, taken.get(i) + 1);
        Up up = new Up(each.topic(), GatewayStage.object(each.text()), Optional.empty(), now());
        ups.add(up);
        platform.accept(this, up);
      }
    }
  }

  @Override
  public long now() {
    return rig.time.nanoTime();
  }
}
