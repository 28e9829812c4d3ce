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
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.junit.jupiter.api.Test;

/** The lines that an operator finds in the log, and the entries on the status page instead. */
class QuietLogTest extends OnKuraOnline {

  private static final String EVENTS = "org.kuralink.events";

  private static List<KeptLog.Line> complaints() {
    return KeptLog.lines().stream()
        .filter(line -> line.level().isGreaterOrEqual(Level.WARN))
        .filter(line -> line.logger().startsWith("org.kuralink."))
        .toList();
  }

  private static void createOne(String factoryPid, String pid) throws Exception {
    kura()
        .createFactoryConfiguration(
            factoryPid, pid, Map.of("cloud.endpoint.service.pid", PID), true);
    page().await(pid + " does not live", () -> page().named().contains(pid));
  }

  private static String shown(String what) throws Exception {
    return page().endpoint(PID).getInfo().getOrDefault(what, "");
  }

  @Test
  void nothingIsWrongBeforeAPersonCouldTypeAnything() throws Exception {
    page().create(PID);
    for (KuraForm form : kura().forms()) {
      if (form.pid().startsWith("org.kuralink.kura.") && !form.pid().equals(KuraPage.ENDPOINT)) {
        createOne(form.pid(), "org.kuralink.one." + KuraPage.title(form.pid()));
      }
    }
    page()
        .await(
            "not shown",
            () -> shown("Publisher org.kuralink.one.EventPublisher").equals("event is missing"));
    page()
        .await(
            "not shown",
            () -> shown("Subscriber org.kuralink.one.TopicSubscriber").equals("topic is missing"));
    page()
        .await(
            "not told",
            () -> KeptLog.says(PID + ".connection: not filled in yet: product.key is missing"));
    assertEquals(List.of(), complaints());
  }

  @Test
  void aPublisherThatIsNotFilledInIsQuietAtEachTickAndShowsWhatItLeavesOut() throws Exception {
    createOnline(PID, "gateway-01");
    createOne("org.kuralink.kura.EventPublisher", EVENTS);
    CloudPublisher publisher = publisher(EVENTS);
    KeptLog.clear();
    for (int tick = 0; tick < 200; tick++) {
      new WireDouble(publisher).receive(List.of(Map.of("level", tick), Map.of("level", tick)));
    }
    assertEquals(List.of(), complaints());
    assertEquals("event is missing; 400 messages were left out", shown("Publisher " + EVENTS));
    kura().updateConfiguration(EVENTS, Map.of("event", "alarm"), false);
    page().await("still in trouble", () -> shown("Publisher " + EVENTS).isEmpty());
    assertTrue(KeptLog.says("400 messages were left out"));
  }

  @Test
  void whatIsWrongIsAnErrorOnceHoweverManyTicks() throws Exception {
    createOnline(PID, "gateway-01");
    createOne("org.kuralink.kura.EventPublisher", EVENTS);
    CloudPublisher publisher = publisher(EVENTS);
    KeptLog.clear();
    kura().updateConfiguration(EVENTS, Map.of("event", "no event"), false);
    page().await("not told", () -> KeptLog.complains(EVENTS, "event is 'no event'"));
    for (int tick = 0; tick < 200; tick++) {
      new WireDouble(publisher).receive(List.of(Map.of("level", tick)));
    }
    assertEquals(1, complaints().size(), complaints().toString());
    assertTrue(shown("Publisher " + EVENTS).contains("200 messages were left out"));
  }

  /** What one record cannot do is no harm to the next. */
  @Test
  void aRecordThatIsOfNoUseLeavesTheOthersOfItsEnvelopeAlone() throws Exception {
    createOnline(PID, "gateway-01");
    CloudPublisher publisher = publisher(PUBLISHER, PID);
    Map<String, Object> odd = new HashMap<>(Map.of("no such property", 1));
    new WireDouble(publisher).receive(List.of(odd, Map.of("uptime", 7)));
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(7));
    page().await("not shown", () -> shown("Publisher " + PUBLISHER).contains("no such property"));
  }
}
