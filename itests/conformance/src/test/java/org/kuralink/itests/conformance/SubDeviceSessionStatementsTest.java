/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.itests.conformance.WireGateway.code;
import static org.kuralink.itests.conformance.WireGateway.name;
import static org.kuralink.itests.conformance.WireGateway.names;
import static org.kuralink.itests.conformance.WireGateway.secret;
import static org.kuralink.itests.conformance.WireGateway.signed;
import static org.kuralink.itests.conformance.WireGateway.sub;
import static org.kuralink.itests.conformance.WireGateway.sys;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.gateway.GatewayLimits;
import org.kuralink.simulator.registry.DeviceKey;

/** Sessions of sub-devices: the answers of the platform to any gateway. */
class SubDeviceSessionStatementsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final DeviceKey KEY = new DeviceKey("a1Gw01", "gw-01");
  private static final DeviceKey SUB = sub(1);

  private final VirtualTime time = new VirtualTime();
  private Simulator simulator;
  private WireGateway gateway;

  @BeforeEach
  void start() throws Exception {
    simulator =
        Simulator.start(
            SimulatorOptions.forTests()
                .withClock(time.clock())
                .withGatewayLimits(
                    GatewayLimits.of(Limits.PLATFORM)
                        .withOnlineBehindGateway(55)
                        .withLoginsASecond(60)));
    WireGateway.populate(simulator, KEY, 60);
    gateway = WireGateway.connect(simulator, KEY, ",_ss=1");
    gateway.add(IntStream.rangeClosed(1, 30).mapToObj(WireGateway::sub).toArray(DeviceKey[]::new));
    gateway.add(IntStream.rangeClosed(31, 60).mapToObj(WireGateway::sub).toArray(DeviceKey[]::new));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    simulator.close();
  }

  private static List<DeviceKey> subs(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(WireGateway::sub).toList();
  }

  private boolean online(DeviceKey device) {
    return simulator.sessions().of(device).isPresent();
  }

  @Test
  @Proves({"9.4-1", "9.4-4", "9.4-6", "6-1", "6-11", "6-12"})
  void a_sub_device_comes_speaks_and_goes() throws Exception {
    JsonObject reply = gateway.login(SUB);
    assertEquals("77", reply.get("id").getAsString());
    assertEquals(200, code(reply));
    assertEquals("success", reply.get("message").getAsString());
    assertEquals(name(SUB), reply.get("data"));
    WireGateway.Arrived answer = gateway.post(SUB, 21.5);
    assertEquals(sys(SUB, WireGateway.POST + "_reply"), answer.topic());
    assertEquals(200, code(answer.json()));
    assertEquals(
        21.5,
        simulator.registry().required(SUB).properties().get("Temperature").value().getAsDouble());
    simulator.commands().call(SUB, "thing/service/property/set", new JsonObject(), LIMIT);
    gateway.next(sys(SUB, "thing/service/property/set"));
    assertEquals(460, code(gateway.ask(gateway.combine("logout"), new JsonObject())));
    assertEquals(200, code(gateway.ask(gateway.combine("logout"), name(SUB))));
    assertFalse(online(SUB));
    JsonObject refused = gateway.ask(gateway.combine("logout"), name(SUB));
    assertEquals(520, code(refused));
    assertEquals("77", refused.get("id").getAsString());
    assertEquals("device no session", refused.get("message").getAsString());
  }

  @Test
  @Proves("6-2")
  void a_log_in_that_cannot_be_read_is_460() throws Exception {
    gateway.publish(gateway.combine("login"), "{\"id\":");
    assertEquals(460, code(gateway.next(gateway.combine("login_reply"))));
    JsonObject params = signed(SUB);
    params.addProperty("signMethod", "Sha256");
    assertEquals(460, code(gateway.ask(gateway.combine("login"), params)));
    params.remove("sign");
    assertEquals(460, code(gateway.ask(gateway.combine("login"), params)));
  }

  @Test
  @Proves({"6-5", "6-6", "6-7", "6-8", "6-9", "9.3-8"})
  void each_reason_has_its_code() throws Exception {
    assertEquals(6100, code(gateway.login(new DeviceKey(WireGateway.SUBS, "nobody"))));
    assertEquals(6287, code(gateway.ask(gateway.combine("login"), signed(SUB, secret(KEY)))));
    gateway.ask(gateway.sys("thing/topo/delete"), names(List.of(sub(2))));
    assertEquals(6401, code(gateway.login(sub(2))));
    simulator.registry().enable(sub(3), false);
    gateway.next(gateway.sys("thing/topo/change"));
    assertEquals(522, code(gateway.login(sub(3))));
    simulator.registry().deleteDevice(sub(4));
    gateway.next(gateway.sys("thing/topo/change"));
    assertEquals(521, code(gateway.login(sub(4))));
  }

  @Test
  @Proves("6-10")
  void a_failure_of_the_platform_is_500() throws Exception {
    simulator
        .faults()
        .own(
            SUB,
            Faults.NONE
                .with("replyCode", 500)
                .with("replyTopic", "combine/login")
                .with("replyTimes", 1));
    assertEquals(500, code(gateway.login(SUB)));
    assertEquals(200, code(gateway.login(SUB)));
  }

  @Test
  @Proves("6-3")
  void more_than_five_times_a_minute_is_429() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertEquals(200, code(gateway.login(SUB)));
    }
    assertEquals(429, code(gateway.login(SUB)));
    time.leap(Duration.ofSeconds(60));
    assertEquals(200, code(gateway.login(SUB)));
    assertEquals(200, code(gateway.batchLogin(subs(2, 51))));
    assertEquals(429, code(gateway.batchLogin(subs(2, 51))), "more than 60 within a second");
  }

  @Test
  @Proves({"6-4", "2.1-2"})
  void more_than_may_be_there_is_428() throws Exception {
    assertEquals(200, code(gateway.batchLogin(subs(1, 50))));
    time.leap(Duration.ofSeconds(1));
    assertEquals(428, code(gateway.batchLogin(subs(51, 60))));
    time.leap(Duration.ofSeconds(1));
    assertEquals(200, code(gateway.batchLogin(subs(51, 55))));
    assertEquals(428, code(gateway.login(sub(56))));
  }

  @Test
  @Proves({"9.4-7", "9.4-8", "9.4-9"})
  void batches_succeed_as_a_whole_or_not_at_all() throws Exception {
    JsonObject reply = gateway.batchLogin(subs(1, 50));
    assertEquals(new JsonPrimitive("200"), reply.get("code"));
    assertTrue(online(sub(50)));
    assertEquals(460, code(gateway.batchLogin(subs(1, 51))));
    JsonArray mixed = signed(List.of(sub(51)));
    mixed.add(signed(sub(52), "another secret"));
    JsonObject params = new JsonObject();
    params.addProperty("signMethod", "hmacSha256");
    params.add("deviceList", mixed);
    assertEquals(6287, code(gateway.ask(gateway.combine("batch_login"), params)));
    assertFalse(online(sub(51)));
    String logout = gateway.combine("batch_logout");
    assertEquals(520, code(gateway.ask(logout, names(List.of(sub(1), sub(51))))));
    assertTrue(online(sub(1)));
    assertEquals(200, code(gateway.ask(logout, names(subs(1, 50)))));
    assertFalse(online(sub(1)));
    assertEquals(460, code(gateway.ask(logout, names(subs(1, 51)))));
  }

  @Test
  @Proves({"6-16", "9.4-5"})
  void what_is_sent_for_a_sub_device_that_is_off_is_refused() throws Exception {
    WireGateway.Arrived error = gateway.post(SUB, 1);
    assertEquals(gateway.errors(), error.topic());
    assertEquals(520, code(error.json()));
    assertEquals("78", error.json().get("id").getAsString());
    assertEquals(name(SUB), error.json().get("data"));
    gateway.login(SUB);
    gateway.close();
    Awaitility.await().atMost(LIMIT).until(() -> !online(SUB));
    gateway = WireGateway.connect(simulator, KEY, ",_ss=1");
    assertEquals(gateway.errors(), gateway.post(SUB, 1).topic());
    assertEquals(200, code(gateway.login(SUB)));
    gateway.ask(gateway.combine("logout"), name(SUB));
    assertEquals(gateway.errors(), gateway.post(SUB, 1).topic());
  }

  @Test
  @Proves({"6-13", "6-17"})
  void a_certificate_that_comes_in_elsewhere_forces_off() throws Exception {
    gateway.login(SUB);
    DeviceKey other = new DeviceKey(KEY.productKey(), "gw-02");
    WireGateway.populate(simulator, other, 0);
    try (WireGateway second = WireGateway.connect(simulator, other, ",_ss=1")) {
      second.add(SUB);
      assertEquals(200, code(second.login(SUB)));
      JsonObject notice = gateway.next(gateway.combine("logout_reply"));
      assertEquals(427, code(notice));
      assertEquals(name(SUB), notice.get("data"));
      WireGateway.Arrived error = gateway.post(SUB, 1);
      assertEquals(gateway.errors(), error.topic());
      assertEquals(520, code(error.json()));
    }
  }

  @Test
  @Proves({"6-15", "9.7-20", "9.7-22"})
  void a_disabled_sub_device_is_told_and_forced_off() throws Exception {
    gateway.login(SUB);
    simulator.life().disable(SUB, true);
    gateway.next(gateway.sys("thing/topo/change"));
    gateway.answer(sys(SUB, "thing/disable"), gateway.next(sys(SUB, "thing/disable")));
    assertEquals(522, code(gateway.next(gateway.combine("logout_reply"))));
    assertEquals(522, code(gateway.login(SUB)));
    simulator.life().enable(SUB);
    JsonObject change = gateway.next(gateway.sys("thing/topo/change"));
    assertEquals(2, change.getAsJsonObject("params").get("status").getAsInt());
    assertEquals(200, code(gateway.login(SUB)));
  }

  @Test
  @Proves({"6-14", "9.7-21"})
  void a_deleted_sub_device_is_told_and_forced_off() throws Exception {
    gateway.login(SUB);
    simulator.life().delete(SUB);
    JsonObject change = gateway.next(gateway.sys("thing/topo/change"));
    assertEquals(1, change.getAsJsonObject("params").get("status").getAsInt());
    gateway.answer(sys(SUB, "thing/delete"), gateway.next(sys(SUB, "thing/delete")));
    assertEquals(521, code(gateway.next(gateway.combine("logout_reply"))));
    assertEquals(Optional.empty(), simulator.capabilities().gateways().relations().gatewayOf(SUB));
  }

  @Test
  @Proves("9.4-3")
  void a_session_that_is_not_clean_keeps_what_came_meanwhile() throws Exception {
    String topic = "/" + SUB + "/user/get";
    for (boolean clean : new boolean[] {false, true}) {
      JsonObject params = signed(SUB);
      params.addProperty("cleanSession", String.valueOf(clean));
      gateway.ask(gateway.combine("login"), params);
      assertEquals(1, gateway.subscribe(topic));
      gateway.ask(gateway.combine("logout"), name(SUB));
      assertEquals(!clean, simulator.sessions().keep(SUB, topic, "{}".getBytes()));
      gateway.publish(gateway.combine("login"), "79", params);
      if (!clean) {
        gateway.next(topic);
      }
      assertEquals(200, code(gateway.next(gateway.combine("login_reply"))));
      gateway.ask(gateway.combine("logout"), name(SUB));
    }
  }

  @Test
  @Proves("9.4-2")
  void the_signature_leaves_clean_session_out() throws Exception {
    Map<String, String> content =
        Map.of(
            "productKey",
            SUB.productKey(),
            "deviceName",
            SUB.deviceName(),
            "clientId",
            "c",
            "timestamp",
            "1");
    JsonObject params = name(SUB);
    params.addProperty("clientId", "c");
    params.addProperty("timestamp", 1);
    params.addProperty("cleanSession", "true");
    params.addProperty("signMethod", "hmacMD5");
    params.addProperty("sign", WireGateway.hmac("HmacMD5", secret(SUB), content));
    assertEquals(200, code(gateway.ask(gateway.combine("login"), params)));
  }

  @Test
  @Proves("9.4-10")
  void without_the_subscriptions_of_the_platform_a_gateway_subscribes_after_the_log_in()
      throws Exception {
    try (WireGateway plain = WireGateway.connect(simulator, KEY, "")) {
      String filter = sys(SUB, "thing/event/+/post_reply");
      assertEquals(1, plain.subscribe(plain.combine("+")));
      assertEquals(0x80, plain.subscribe(filter));
      assertEquals(200, code(plain.login(SUB)));
      plain.publish(sys(SUB, WireGateway.POST), "1", new JsonObject());
      assertEquals(200, code(plain.login(sub(2))), "no reply to the post came before");
      assertEquals(1, plain.subscribe(filter));
      assertEquals(sys(SUB, "thing/event/property/post_reply"), plain.post(SUB, 1).topic());
    }
  }

  @Test
  @Proves("A2.4-30")
  void a_pack_brings_the_values_of_many_with_one_answer() throws Exception {
    gateway.batchLogin(subs(1, 21));
    String topic = gateway.sys("thing/event/property/pack/post");
    assertEquals(200, code(gateway.ask(topic, pack(subs(1, 20)))));
    assertEquals(
        7,
        simulator
            .registry()
            .required(sub(20))
            .properties()
            .get("Temperature")
            .value()
            .getAsDouble());
    assertEquals(6357, code(gateway.ask(topic, pack(subs(1, 21)))));
    assertEquals(520, code(gateway.ask(topic, pack(List.of(sub(30))))));
  }

  private static JsonObject pack(List<DeviceKey> devices) {
    JsonArray list = new JsonArray();
    for (DeviceKey device : devices) {
      JsonObject value = new JsonObject();
      value.addProperty("value", 7);
      value.addProperty("time", 1548115200000L);
      JsonObject properties = new JsonObject();
      properties.add("Temperature", value);
      JsonObject part = new JsonObject();
      part.add("identity", name(device));
      part.add("properties", properties);
      list.add(part);
    }
    JsonObject params = new JsonObject();
    params.add("subDevices", list);
    return params;
  }
}
