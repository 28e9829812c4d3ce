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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;

/** The parts of a connection are shown with it, and not among Kura's services. */
class StackTest extends OnKura {

  private static final String HIDE = "kura.ui.service.hide";
  private static final String SECOND = PID + "-2";

  @Test
  void noFactoryOfOursIsOfferedApartFromConnections() {
    assertEquals(List.of(), page().offeredInTheMenu());
  }

  @Test
  void thePartsOfConnectionsStandInNoMenu() throws Exception {
    page().create(PID);
    page().create(SECOND);
    for (String factoryPid : page().publishersAndSubscribers()) {
      page().createPublisherOrSubscriber(factoryPid, "our-" + factoryPid, PID);
    }
    assertEquals(List.of(), page().menu());
    page().apply(PID + ".connection", nowhere());
    page()
        .await(
            "no attempt", () -> page().session(PID).identity().deviceName().equals("gateway-01"));
    assertEquals(List.of(), page().menu());
  }

  @Test
  void whatSomebodyMadeByItselfStaysReachable() throws Exception {
    page().create(PID);
    Map<String, String> parts = parts();
    for (String part : parts.keySet()) {
      kura().createFactoryConfiguration(parts.get(part), "my-" + part, Map.of(), true);
      page().await("not listed", () -> page().menu().contains("my-" + part));
    }
    assertEquals(parts.size(), page().menu().size());
    assertTrue(
        parts.keySet().containsAll(List.of("connection", "thing", "shadow", "ota", "cota")),
        parts::toString);
  }

  /** What a connection is made of, by the names of its tabs, each with its factory PID. */
  private static Map<String, String> parts() throws Exception {
    Map<String, Map<String, Object>> held = kura().held().byLastingName();
    Map<String, String> parts = new TreeMap<>();
    for (String pid : page().factory().getStackComponentsPids(PID)) {
      parts.put(
          pid.substring(PID.length() + 1), held.get(pid).get("service.factoryPid").toString());
    }
    return parts;
  }

  /** A former version made them without the mark; its snapshots come back, too. */
  @Test
  void thePartsOfAFormerVersionAreHidden() throws Exception {
    page().create(PID);
    Map<String, Object> none = new HashMap<>();
    none.put(HIDE, null);
    for (String part : page().factory().getStackComponentsPids(PID)) {
      kura().updateConfiguration(part, none);
    }
    page()
        .await(
            "not hidden again",
            () ->
                page().factory().getStackComponentsPids(PID).stream()
                    .allMatch(
                        part ->
                            Boolean.TRUE.equals(
                                kura().held().byLastingName().get(part).get(HIDE))));
    page().await("listed", () -> page().menu().isEmpty());
  }

  @Test
  void anEmptyConnectionIsThatOfTheStack() throws Exception {
    page().create(PID);
    page().create(SECOND);
    Set<String> parts = parts().keySet();
    parts.remove("connection");
    for (String part : parts) {
      page().apply(SECOND + "." + part, Map.of("connection", "nobody"));
      page().await("not told", () -> told(part).contains("no connection has this name"));
      page().apply(SECOND + "." + part, Map.of("connection", ""));
      page().await("still told", () -> told(part).isEmpty());
    }
  }

  private static String told(String part) throws Exception {
    return page().endpoint(SECOND).getInfo().getOrDefault("Configuration of " + part, "");
  }

  /** Kura's page sends what nobody has chosen as an empty text. */
  @Test
  void anEmptyTargetIsNoFaultAndChangesNothing() throws Exception {
    page().create(PID);
    CloudSession session = page().session(PID);
    FrameworkLog log = new FrameworkLog(gateway.context());
    for (String empty : List.of("", " ")) {
      page()
          .apply(
              PID + ".connection",
              Map.of("SslManagerService.target", empty, "KeystoreService.target", empty));
      page().apply(PID + ".connection", Map.of("keep.alive.seconds", "soon"));
      page().await("not told", () -> page().lastError(PID).contains("keep.alive.seconds"));
      page().apply(PID + ".connection", Map.of("keep.alive.seconds", 120));
      page().await("told", () -> !page().lastError(PID).contains("keep.alive.seconds"));
    }
    page().apply(PID + ".connection", Map.of("SslManagerService.target", "(wrong"));
    page().await("a wrong one is not told", () -> !log.with("Invalid syntax").isEmpty());
    for (String complaint : log.with("Invalid syntax")) {
      assertTrue(complaint.contains("(wrong"), complaint);
    }
    assertSame(session, page().session(PID));
    assertNull(page().session(SECOND));
  }
}
