/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.junit.jupiter.api.Test;

/** A service call of the platform that wires answer. */
class ServiceReplyTest extends OnKuraOnline {

  private static final String CALLS = "org.kuralink.calls";
  private static final String ANSWERS = "org.kuralink.answers";

  private final List<Map<String, Object>> heard = new CopyOnWriteArrayList<>();

  private void listen() throws Exception {
    createOne("org.kuralink.kura.ServiceSubscriber", CALLS, Map.of());
    page()
        .service(CloudSubscriber.class, CALLS)
        .registerCloudSubscriberListener(message -> heard.add(message.getPayload().metrics()));
  }

  private static void createOne(String factoryPid, String pid, Map<String, Object> more)
      throws Exception {
    Map<String, Object> all = new HashMap<>(more);
    all.put("cloud.endpoint.service.pid", PID);
    kura().createFactoryConfiguration(factoryPid, pid, all, true);
    page().await(pid + " does not live", () -> page().named().contains(pid));
  }

  @Test
  void whatComesBackOverTheWiresIsTheAnswerOfItsCall() throws Exception {
    createOnline(PID, "gateway-01");
    listen();
    createOne(
        "org.kuralink.kura.ServiceReplyPublisher",
        ANSWERS,
        Map.of("services", "measure", "mapping", "result=mean"));
    WireDouble wire = new WireDouble(publisher(ANSWERS));
    page()
        .service(CloudSubscriber.class, CALLS)
        .registerCloudSubscriberListener(
            message -> {
              Object id = message.getPayload().getMetric("call.id");
              if (id != null) {
                wire.receive(List.of(Map.of("call.id", id, "result", 20.5)));
              }
            });
    JsonObject answer = platform().device("gateway-01").call("measure", "{\"times\":3}");
    assertTrue(answer.toString().contains("\"mean\":20.5"), answer.toString());
    assertEquals("measure", heard.get(0).get("service"));
    platform().device("gateway-01").call("restart", "{\"delay\":1}");
    page().await("not heard", () -> heard.size() == 2);
    assertFalse(heard.get(1).containsKey("call.id"), heard.toString());
  }
}
