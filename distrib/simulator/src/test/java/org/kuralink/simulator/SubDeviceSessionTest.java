/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.registry.DeviceKey;

class SubDeviceSessionTest extends GatewayFixture {

  @BeforeEach
  void addAll() throws Exception {
    add(sub(1), sub(2), sub(3), sub(4));
  }

  @Test
  void logsInPostsAndLogsOut() throws Exception {
    JsonObject reply = login(SUB);
    assertEquals(200, code(reply));
    assertEquals(name(SUB), reply.get("data"));
    assertEquals("success", reply.get("message").getAsString());
    assertTrue(online(SUB));
    assertEquals(200, code(post(SUB, 3)));
    assertEquals(3, level(SUB));
    JsonObject off = askOn(LOGOUT, name(SUB));
    assertEquals(200, code(off));
    assertEquals(name(SUB), off.get("data"));
    assertFalse(online(SUB));
    assertEquals(520, code(askOn(LOGOUT, name(SUB))));
  }

  private double level(DeviceKey key) throws Exception {
    return simulator.registry().required(key).properties().get("level").value().getAsDouble();
  }

  @Test
  void dataOfASubDeviceThatIsNotThereIsRefused() throws Exception {
    gateway.publish("/sys/" + SUB + "/" + POST, "{\"id\":\"88\",\"params\":{\"level\":1}}", 1);
    JsonObject error = nextOn("/ext/error/" + KEY);
    assertEquals("88", error.get("id").getAsString());
    assertEquals(520, code(error));
    assertEquals("device session error", error.get("message").getAsString());
    assertEquals(name(SUB), error.get("data"));
    assertTrue(simulator.registry().required(SUB).properties().isEmpty());
    assertTrue(gateway.mqtt.isConnected());
  }

  @Test
  void aDeviceThatIsNoGatewayIsStillCutOff() throws Exception {
    TestClient other = new TestClient(simulator.ports(), trust, sub(2), secret(sub(2))).connect();
    toClose.add(other);
    other.publish("/sys/" + SUB + "/" + POST, "{\"id\":\"1\",\"params\":{}}", 0);
    other.awaitLoss();
  }

  @Test
  void theTopicOfApplicationsIsNobodysToPublishOn() throws Exception {
    gateway.publish("/" + KEY + "/thing/downlink/reply/message", "{}", 0);
    gateway.awaitLoss();
  }

  @Test
  void aSubDeviceIsAskedOnItsOwnTopic() throws Exception {
    login(SUB);
    var answer =
        simulator
            .commands()
            .call(SUB, "thing/service/property/set", new JsonObject(), Duration.ofSeconds(20));
    TestClient.Received asked = gateway.next();
    assertEquals("/sys/" + SUB + "/thing/service/property/set", asked.topic());
    String id = Long.toString(parsed(asked).get("id").getAsLong());
    gateway.publish(asked.topic() + "_reply", "{\"id\":\"" + id + "\",\"code\":200}", 0);
    assertEquals(200, answer.get().code());
  }

  private static JsonObject parsed(TestClient.Received message) throws Exception {
    return org.kuralink.simulator.json.StrictJson.parse(message.payload()).getAsJsonObject();
  }

  @Test
  void withoutTheSubscriptionsOfThePlatformItHearsWhatItsGatewaySubscribedTo() throws Exception {
    gateway = withoutPlatformSubscriptions();
    login(SUB);
    gateway.publish("/sys/" + SUB + "/" + POST, request(new JsonObject()), 0);
    assertEquals(200, code(login(sub(2))), "the reply to the post did not come");
    assertEquals(0, granted("/sys/" + SUB + "/thing/#"));
    assertEquals(200, code(post(SUB, 4)));
    gateway.mqtt.unsubscribe("/sys/" + SUB + "/thing/#").waitForCompletion(20_000);
    gateway.publish("/sys/" + SUB + "/" + POST, request(new JsonObject()), 0);
    askOn(LOGOUT, name(SUB));
    assertEquals(0x80, granted("/sys/" + SUB + "/thing/#"), "there is no session to subscribe for");
    assertEquals(0x80, granted("/sys/+/+/thing/#"));
  }

  @Test
  void theSubDeviceMayAskForTheSubscriptionsItself() throws Exception {
    gateway = withoutPlatformSubscriptions();
    JsonObject params = signedAs(SUB, "x|_ss=1,_v=1|");
    assertEquals(200, code(askOn(LOGIN, params)));
    assertEquals(200, code(post(SUB, 4)));
  }

  private static JsonObject signedAs(DeviceKey key, String clientId) {
    JsonObject json = signed(key);
    json.addProperty("clientId", clientId);
    json.addProperty(
        "sign",
        org.kuralink.simulator.auth.SignMethod.HMACSHA256.sign(
            secret(key),
            java.util.Map.of(
                "clientId",
                clientId,
                "productKey",
                key.productKey(),
                "deviceName",
                key.deviceName(),
                "timestamp",
                "1548115200000")));
    return json;
  }

  @Test
  void sessionsEndWithThatOfTheGateway() throws Exception {
    batchLogin(List.of(sub(1), sub(2)));
    simulator.sessions().kick(KEY, "test");
    gateway.awaitLoss();
    Awaitility.await().atMost(PATIENCE).until(() -> !online(sub(1)) && !online(sub(2)));
    gateway = client();
    gateway.extra = ",_ss=1";
    gateway.connect();
    gateway.publish("/sys/" + SUB + "/" + POST, "{\"id\":\"9\",\"params\":{}}", 0);
    assertEquals(520, code(nextOn("/ext/error/" + KEY)), "log in again first");
  }

  @ParameterizedTest
  @CsvSource({"productKey", "deviceName", "clientId", "sign", "signMethod"})
  void whatIsMissingIs460(String member) throws Exception {
    JsonObject params = signed(SUB);
    params.remove(member);
    assertEquals(460, code(askOn(LOGIN, params)));
  }

  @Test
  void aLoginThatMakesNoSenseIs460() throws Exception {
    JsonObject params = signed(SUB);
    params.addProperty("signMethod", "Sha256");
    assertEquals(460, code(askOn(LOGIN, params)));
    params = signed(SUB);
    params.addProperty("cleanSession", "maybe");
    assertEquals(460, code(askOn(LOGIN, params)));
    gateway.publish(LOGIN, "not json", 0);
    assertEquals(460, code(nextOn(LOGIN + "_reply")));
    gateway.publish(LOGIN, "{\"params\":{}}", 0);
    assertEquals(460, code(nextOn(LOGIN + "_reply")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"combine/sleep", "login", "combine/batch_login/x"})
  void whateverComesThereIsAnswered(String path) throws Exception {
    JsonObject reply = askOn("/ext/session/" + KEY + "/" + path, new JsonObject());
    assertEquals(400, code(reply));
    assertEquals("1", reply.get("id").getAsString());
  }

  @Test
  void eachReasonHasItsCode() throws Exception {
    assertEquals(6100, code(login(new DeviceKey(SUB_PRODUCT, "nobody"))));
    assertEquals(6287, code(askOn(LOGIN, signed(SUB, "another secret"))));
    ask("thing/topo/delete", names(List.of(sub(2))));
    assertEquals(6401, code(login(sub(2))));
    simulator.registry().enable(sub(3), false);
    gateway.next();
    assertEquals(522, code(login(sub(3))));
    simulator.registry().deleteDevice(sub(4));
    gateway.next();
    assertEquals(521, code(login(sub(4))));
  }

  @Test
  void aBatchLogsInAllOrNone() throws Exception {
    JsonObject reply = batchLogin(List.of(sub(1), sub(2)));
    assertEquals("200", reply.get("code").getAsString());
    assertTrue(reply.getAsJsonPrimitive("code").isString(), "the code of a batch is a text");
    assertEquals(names(List.of(sub(1), sub(2))), reply.get("data"));
    assertTrue(online(sub(1)) && online(sub(2)));
    JsonArray mixed = signed(List.of(sub(3)));
    mixed.add(signed(sub(4), "another secret"));
    JsonObject params = new JsonObject();
    params.add("deviceList", mixed);
    JsonObject refused = askOn(BATCH_LOGIN, params);
    assertEquals(6287, code(refused));
    assertEquals(names(List.of(sub(4))), refused.get("data"));
    assertFalse(online(sub(3)));
  }

  @Test
  void aBatchLogsOutAllOrNone() throws Exception {
    batchLogin(List.of(sub(1), sub(2)));
    JsonObject refused = askOn(BATCH_LOGOUT, names(List.of(sub(1), sub(3))));
    assertEquals(520, code(refused));
    assertEquals(names(List.of(sub(3))), refused.get("data"));
    assertTrue(online(sub(1)));
    assertEquals(200, code(askOn(BATCH_LOGOUT, names(List.of(sub(1), sub(2))))));
    assertFalse(online(sub(1)) || online(sub(2)));
  }

  @Test
  void fiftyAreABatchAndNoMore() throws Exception {
    create(51);
    List<DeviceKey> keys = new ArrayList<>();
    for (int i = 5; i <= 51; i++) {
      keys.add(sub(i));
    }
    ask("thing/topo/add", signed(keys.subList(0, 30)));
    ask("thing/topo/add", signed(keys.subList(30, keys.size())));
    keys.addAll(List.of(sub(1), sub(2), sub(3)));
    assertEquals(200, code(batchLogin(keys)));
    keys.add(sub(4));
    assertEquals(460, code(batchLogin(keys)));
    assertEquals(460, code(askOn(BATCH_LOGOUT, names(keys))));
    assertFalse(online(sub(4)));
  }

  @Test
  void aDeviceLogsInFiveTimesAMinute() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertEquals(200, code(login(SUB)));
    }
    assertEquals(6287, code(askOn(LOGIN, signed(SUB, "another secret"))), "counts as well");
    assertEquals(429, code(login(SUB)));
    assertEquals(200, code(login(sub(2))), "each device by itself");
    assertEquals(429, code(batchLogin(List.of(SUB, sub(3)))));
    assertFalse(online(sub(3)));
    clock.forward(Duration.ofSeconds(60));
    assertEquals(200, code(login(SUB)), "what was throttled does not count");
  }

  @Test
  void theSameCertificateElsewhereThrowsASubDeviceOff() throws Exception {
    login(SUB);
    TestClient direct = new TestClient(simulator.ports(), trust, SUB, secret(SUB)).connect();
    toClose.add(direct);
    JsonObject notice = nextOn(LOGOUT + "_reply");
    assertEquals(427, code(notice));
    assertEquals("device connect in elsewhere", notice.get("message").getAsString());
    assertEquals(name(SUB), notice.get("data"));
    assertEquals(200, code(login(SUB)));
    direct.awaitLoss();
  }

  @Test
  void aDisabledSubDeviceIsToldThenForcedOff() throws Exception {
    login(SUB);
    rest("POST", "/api/v1/devices/" + SUB + "/disable", "{}");
    JsonObject change = nextOn(gateway.sys("thing/topo/change"));
    assertEquals(8, change.getAsJsonObject("params").get("status").getAsInt());
    assertEquals(names(List.of(SUB)), change.getAsJsonObject("params").get("subList"));
    JsonObject told = nextOn("/sys/" + SUB + "/thing/disable");
    gateway.publish(
        "/sys/" + SUB + "/thing/disable_reply",
        "{\"id\":" + told.get("id") + ",\"code\":200,\"data\":{}}",
        0);
    assertEquals(522, code(nextOn(LOGOUT + "_reply")));
    assertFalse(online(SUB));
    assertTrue(gateway.mqtt.isConnected());
    rest("POST", "/api/v1/devices/" + SUB + "/enable", "{}");
    JsonObject enabled = nextOn(gateway.sys("thing/topo/change"));
    assertEquals(2, enabled.getAsJsonObject("params").get("status").getAsInt());
    assertEquals(200, code(login(SUB)));
  }

  @Test
  void aDeletedSubDeviceIsToldThenForcedOff() throws Exception {
    login(SUB);
    rest("DELETE", "/api/v1/devices/" + SUB, "");
    JsonObject change = nextOn(gateway.sys("thing/topo/change"));
    assertEquals(1, change.getAsJsonObject("params").get("status").getAsInt());
    nextOn("/sys/" + SUB + "/thing/delete");
    assertEquals(521, code(nextOn(LOGOUT + "_reply")));
    assertEquals(
        names(List.of(sub(2), sub(3), sub(4))),
        ask("thing/topo/get", new JsonObject()).get("data"));
  }

  @Test
  void whatWaitsForASubDeviceComesWithItsLogin() throws Exception {
    JsonObject params = signed(SUB);
    params.addProperty("cleanSession", "false");
    askOn(LOGIN, params);
    askOn(LOGOUT, name(SUB));
    assertTrue(
        simulator
            .sessions()
            .keep(SUB, "/sys/" + SUB + "/thing/service/property/set", new byte[] {'x'}));
    gateway.publish(LOGIN, request(params), 0);
    assertEquals("/sys/" + SUB + "/thing/service/property/set", gateway.next().topic());
    assertEquals(200, code(nextOn(LOGIN + "_reply")));
    askOn(LOGOUT, name(SUB));
    assertEquals(200, code(login(SUB)), "a clean session forgets");
    assertFalse(simulator.sessions().keep(sub(2), "/" + sub(2) + "/user/get", new byte[] {'x'}));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 6100, 7777})
  void theNextLoginsOfADeviceAreRefusedOnOrder(int code) throws Exception {
    Faults ordered =
        Faults.NONE
            .with("replyCode", code)
            .with("replyTopic", "combine/login")
            .with("replyTimes", 2);
    simulator.faults().own(SUB, ordered);
    assertEquals(code, code(login(SUB)));
    assertEquals(200, code(login(sub(2))), "others are left alone");
    assertEquals(code, code(login(SUB)));
    assertEquals(200, code(login(SUB)));
    assertEquals(200, code(post(SUB, 1)), "other messages are left alone");
  }

  @Test
  void theAnswersToAGatewayAreDroppedAndMalformedLikeAllOthers() throws Exception {
    simulator
        .faults()
        .own(KEY, Faults.NONE.with("dropReplies", 1).with("replyTopic", "combine/login"));
    gateway.publish(LOGIN, request(signed(SUB)), 0);
    assertEquals(200, code(ask("thing/topo/get", new JsonObject())), "nothing came before it");
    assertTrue(online(SUB), "the log-in itself succeeded");
    simulator
        .faults()
        .own(KEY, Faults.NONE.with("replyForm", "no-data").with("replyTopic", "/ext/error"));
    gateway.publish("/sys/" + sub(2) + "/" + POST, "{\"id\":\"5\",\"params\":{}}", 0);
    assertFalse(nextOn("/ext/error/" + KEY).has("data"));
  }
}
