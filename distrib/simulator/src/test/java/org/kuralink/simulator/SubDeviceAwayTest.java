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

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests subscriptions, messages and history of a sub-device after its log-out. */
class SubDeviceAwayTest extends GatewayFixture {
  @BeforeEach
  void addThem() throws Exception {
    add(sub(1), sub(2));
  }

  @Test
  void itsSubscriptionsEndWithItsSession() throws Exception {
    gateway = withoutPlatformSubscriptions();
    login(SUB);
    assertEquals(0, granted("/sys/" + SUB + "/thing/#"));
    assertEquals(200, code(post(SUB, 4)));
    askOn(LOGOUT, name(SUB));
    login(SUB);
    gateway.publish("/sys/" + SUB + "/" + POST, request(new JsonObject()), 0);
    assertEquals(200, code(login(sub(2))), "the reply to the post did not come");
  }

  @Test
  void whatIsSentToItWhileItIsAwayWaitsIfItWishedSo() throws Exception {
    gateway = withoutPlatformSubscriptions();
    JsonObject lasting = signed(SUB);
    lasting.addProperty("cleanSession", "false");
    askOn(LOGIN, lasting);
    assertEquals(0, granted("/sys/" + SUB + "/thing/service/property/set"));
    askOn(LOGOUT, name(SUB));
    JsonObject values = new JsonObject();
    values.addProperty("level", 7);
    var order = simulator.commands().setProperties(SUB, values, Duration.ofSeconds(1));
    assertEquals("kept", order.get().status());
    gateway.publish(LOGIN, request(lasting), 0);
    JsonObject set = nextOn("/sys/" + SUB + "/thing/service/property/set");
    assertEquals(values, set.get("params"));
    nextOn(LOGIN + "_reply");
  }

  @Test
  void aGatewayReportsThePastOfASubDeviceThatIsThere() throws Exception {
    login(SUB);
    JsonObject entry = new JsonObject();
    entry.add("identity", name(SUB));
    JsonArray moments = new JsonArray();
    JsonObject moment = new JsonObject();
    JsonObject level = new JsonObject();
    level.addProperty("value", 7);
    level.addProperty("time", 3);
    moment.add("level", level);
    moments.add(moment);
    entry.add("properties", moments);
    JsonArray params = new JsonArray();
    params.add(entry);
    String history = "thing/event/property/history/post";
    assertEquals(200, code(ask(history, params)));
    assertEquals(
        7, simulator.registry().required(SUB).properties().get("level").value().getAsInt());
    askOn(LOGOUT, name(SUB));
    assertEquals(460, code(ask(history, params)));
  }
}
