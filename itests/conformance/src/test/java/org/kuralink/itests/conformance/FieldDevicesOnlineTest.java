/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.fieldsimulator.FieldSlave;
import org.kuralink.standalone.embedded.PlatformClient;

/**
 * Tests a pushed configuration from end to end: from the platform through the field channels to
 * devices of independent implementations, and back.
 */
class FieldDevicesOnlineTest {

  private static final String[] ALL = {"pump-1", "pump-2", "oven-1", "oven-2"};
  private static final String PACK = "thing/event/property/pack/post";

  @TempDir private static Path data;
  private static FieldDevicesStage stage;
  private static PlatformClient pump;
  private static PlatformClient oven;

  @BeforeAll
  static void start() throws Exception {
    stage = FieldDevicesStage.start(data);
    pump = stage.device(FieldDevicesStage.PUMPS, "pump-1");
    oven = stage.device(FieldDevicesStage.OVENS, "oven-1");
    assertEquals(200, code(stage.push(stage.all())));
    stage.trustTheServer();
  }

  @AfterAll
  static void stop() throws Exception {
    stage.close();
  }

  @BeforeEach
  void everything() {
    JsonObject answer = stage.push(stage.all());
    assertEquals(200, code(answer), answer::toString);
    stage.awaitOnline(ALL);
    until("connected", () -> isConnected("S1") && isConnected("S2"));
    until("values", () -> has(pump, "Temperature"));
    until("values", () -> has(oven, "Temperature"));
  }

  private static boolean isConnected(String server) {
    return stage.server(server).filter(status -> status.state() == State.CONNECTED).isPresent();
  }

  private static int code(JsonObject answer) {
    return answer.get("code").getAsInt();
  }

  /** As PlatformClient does, and with more patience. */
  private static JsonObject set(PlatformClient device, String params) {
    return device.ask("properties/set", patiently(params));
  }

  private static JsonObject call(String params) {
    return oven.ask("services/Calibrate", patiently(params));
  }

  private static String patiently(String params) {
    return "{\"params\":" + params + ",\"check\":false,\"timeoutMs\":25000}";
  }

  private static boolean has(PlatformClient device, String property) {
    return device.property(property) != null;
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(FieldDevicesStage.LIMIT).until(condition);
  }

  /** Until the platform holds another value than it holds now. */
  private static void untilMoved(PlatformClient device, String property) {
    JsonElement before = device.property(property);
    until(property + " moves", () -> !device.property(property).equals(before));
  }

  private static void untilIs(
      PlatformClient device, String property, Predicate<JsonElement> right) {
    until(property, () -> Optional.ofNullable(device.property(property)).filter(right).isPresent());
  }

  @Test
  void devices_are_registered_bound_and_logged_in_and_their_values_come_in_packs() {
    assertTrue(stage.isBound(FieldDevicesStage.PUMPS, "pump-2"));
    assertTrue(stage.isBound(FieldDevicesStage.OVENS, "oven-2"));
    untilMoved(pump, "Temperature");
    untilMoved(oven, "Temperature");
    untilIs(stage.device(FieldDevicesStage.PUMPS, "pump-2"), "Setpoint", v -> v.getAsInt() == 20);
    untilIs(oven, "Recipe", value -> value.getAsString().equals("bread"));
    List<JsonObject> packs = stage.platform().sent(PACK);
    assertTrue(packs.toString().contains("\"oven-1\""));
    assertTrue(packs.toString().contains("\"pump-1\""));
  }

  @Test
  void a_set_reaches_the_register_and_the_coil() throws Exception {
    assertEquals(200, code(set(pump, "{\"Setpoint\":-12.34,\"Run\":1}")));
    ModbusTcpClient other =
        ModbusTcpClient.create(
            NettyTcpClientTransport.create(
                config -> {
                  config.setHostname("127.0.0.1");
                  config.setPort(stage.modbusPort);
                }));
    other.connect();
    try {
      byte[] registers =
          other.readHoldingRegisters(1, new ReadHoldingRegistersRequest(0x10, 1)).registers();
      assertEquals(-1234, ByteBuffer.wrap(registers).getShort());
    } finally {
      other.disconnect();
    }
    untilIs(pump, "Setpoint", value -> value.getAsDouble() == -12.34);
    untilIs(pump, "Run", value -> value.getAsInt() == 1);
    JsonObject refused = set(pump, "{\"Temperature\":20}");
    assertNotEquals(200, code(refused), refused::toString);
  }

  @Test
  void a_set_reaches_the_node_in_its_own_type() {
    JsonObject answer = set(oven, "{\"Mode\":3,\"Limit\":140.5}");
    assertEquals(200, code(answer), answer::toString);
    untilIs(oven, "Mode", value -> value.getAsInt() == 3);
    untilIs(oven, "Limit", value -> value.getAsDouble() == 140.5);
    JsonObject refused = set(oven, "{\"Temperature\":20}");
    assertNotEquals(200, code(refused), refused::toString);
  }

  @Test
  void a_service_is_a_method_with_its_arguments_in_order() {
    JsonObject answer = call("{\"offset\":1.5,\"gain\":2}");
    assertEquals(200, code(answer), answer::toString);
    assertEquals(22, answer.getAsJsonObject("data").get("result").getAsInt());
    JsonObject incomplete = call("{\"gain\":2}");
    assertNotEquals(200, code(incomplete), incomplete::toString);
  }

  @Test
  void what_a_device_says_is_an_event_of_its() {
    int before = oven.events().size();
    assertEquals(200, code(set(oven, "{\"Limit\":300}")));
    until("cool enough", () -> oven.property("Limit").getAsDouble() == 300);
    // The oven compares once a second: it has to see the high limit first, then the low one.
    untilMoved(oven, "Temperature");
    untilMoved(oven, "Temperature");
    assertEquals(200, code(set(oven, "{\"Limit\":1.25}")));
    until(
        "an event",
        () ->
            oven.events().stream()
                .skip(before)
                .anyMatch(event -> event.toString().contains("TooHot")));
    assertFalse(
        stage
            .device(FieldDevicesStage.OVENS, "oven-2")
            .events()
            .toString()
            .contains("\"limit\":1.25"));
  }

  @Test
  void a_push_without_devices_stops_them_and_touches_nobody_else() {
    long asked = stage.server("S1").orElseThrow().requests();
    assertEquals(200, code(stage.push(stage.without("oven-1", "oven-2"))));
    stage.awaitOnline("pump-1", "pump-2");
    assertTrue(stage.isBound(FieldDevicesStage.OVENS, "oven-1"));
    assertTrue(stage.server("S2").isEmpty());
    assertTrue(stage.server("S1").orElseThrow().requests() >= asked);
    untilMoved(pump, "Temperature");
    JsonObject refused = set(oven, "{\"Mode\":2}");
    assertNotEquals("replied", refused.get("status").getAsString(), refused::toString);
  }

  @Test
  void only_a_server_that_changed_begins_anew() {
    long asked = stage.server("S1").orElseThrow().requests();
    JsonObject changed = stage.all();
    changed
        .getAsJsonArray("serverList")
        .get(1)
        .getAsJsonObject()
        .addProperty("name", "the hall behind the gate");
    assertEquals(200, code(stage.push(changed)));
    String told = stage.status().last().orElseThrow().told();
    assertTrue(told.contains("S2 reopened") && told.contains("1 servers unchanged"), told);
    assertTrue(stage.server("S1").orElseThrow().requests() >= asked);
    stage.awaitOnline(ALL);
    untilMoved(oven, "Temperature");
    assertEquals(0, stage.gateway().find(id("oven-1")).orElseThrow().losses());
  }

  private static DeviceIdentity id(String oven) {
    return new DeviceIdentity(FieldDevicesStage.OVENS, oven);
  }

  @Test
  void a_slave_and_a_server_that_go_come_back_by_themselves() throws Exception {
    stage.slave.off();
    stage.hall.off();
    until("lost", () -> stage.server("S1").orElseThrow().state() != State.CONNECTED);
    until("lost", () -> stage.server("S2").orElseThrow().state() != State.CONNECTED);
    JsonObject refused = set(pump, "{\"Setpoint\":1}");
    assertEquals(400, code(refused), refused::toString);
    stage.slave.on();
    stage.hall.on();
    untilMoved(pump, "Temperature");
    untilMoved(oven, "Temperature");
    stage.awaitOnline(ALL);
  }

  @Test
  void a_silent_device_leaves_the_others_of_its_line_alone() {
    stage.slave.fault(2, Optional.of(new FieldSlave.Fault(true, 0)));
    untilMoved(pump, "Temperature");
    until("told", () -> stage.server("S1").orElseThrow().lastError().isPresent());
    untilMoved(pump, "Temperature");
    stage.slave.fault(2, Optional.empty());
  }
}
