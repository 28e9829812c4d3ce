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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Property names that no form has, from REST, snapshots and remote configurations: Kura accepts
 * any.
 */
class UnknownNamesTest extends OnKura {

  private static final String PART = PID + ".connection";
  private static final String PUBLISHER = "org.kuralink.kura.PropertyPublisher";
  private static final String SLIP =
      "keep.alive.second is unknown; the nearest is keep.alive.seconds";

  private static String told(String title) throws Exception {
    return page().endpoint(PID).getInfo().getOrDefault(title, "");
  }

  private static long warnings(String words) {
    return KeptLog.lines().stream().filter(line -> line.text().contains(words)).count();
  }

  private static void take(String pid, String key) throws Exception {
    Map<String, Object> none = new HashMap<>();
    none.put(key, null);
    kura().updateConfiguration(pid, none);
  }

  @Test
  void aPropertyThatNoFormHasIsNamedOnceWithTheNearestAndShownAsLongAsItIsThere() throws Exception {
    page().create(PID);
    kura().updateConfiguration(PART, Map.of("keep.alive.second", 60, "colour", "red"));
    page().await("not told", () -> KeptLog.complains(PART, SLIP));
    page().await("not shown", () -> told("Configuration of connection").contains(SLIP));
    kura().updateConfiguration(PID + ".ota", Map.of("conection", "main"));
    page().await("not told", () -> KeptLog.complains(PID + ".ota", "the nearest is connection"));
    assertEquals(1, warnings(PART + ": " + SLIP));
    assertEquals(1, warnings(PART + ": colour is unknown"));
    take(PART, "keep.alive.second");
    page().await("still shown", () -> !told("Configuration of connection").contains(SLIP));
    page().await("gone", () -> told("Configuration of connection").contains("colour is unknown"));
  }

  @Test
  void whatASnapshotBringsBackIsNamedToo() throws Exception {
    page().create(PID);
    kura().updateConfiguration(PART, Map.of("keep.alive.second", 60));
    long withTheSlip = kura().snapshots().ids().stream().max(Long::compare).orElseThrow();
    page().await("not shown", () -> told("Configuration of connection").contains(SLIP));
    take(PART, "keep.alive.second");
    page().await("still shown", () -> !told("Configuration of connection").contains(SLIP));
    kura().rollback(withTheSlip);
    page().await("not shown", () -> told("Configuration of connection").contains(SLIP));
  }

  /** All that Kura and a former version add is there when a slip is found beside it. */
  @Test
  void whatKuraAddsIsKnown() throws Exception {
    page().create(PID);
    for (KuraForm form : kura().forms()) {
      if (form.pid().endsWith("Publisher") || form.pid().endsWith("Subscriber")) {
        page().createPublisherOrSubscriber(form.pid(), "our-" + form.pid(), PID);
      }
    }
    kura().updateConfiguration(PID + ".thing", Map.of("log.upload", "off"));
    kura()
        .updateConfiguration(
            PART,
            Map.of("kura.ui.service.hide", true, "component.name", "x", "codec.target", "(a=b)"));
    kura().updateConfiguration("our-" + PUBLISHER, Map.of("timestamp", "none"));
    page().await("not told", () -> KeptLog.complains("our-" + PUBLISHER, "is unknown"));
    assertEquals(1, warnings(" is unknown"));
    assertEquals(0, warnings("no component is called"));
    page().await("not shown", () -> told("Publisher our-" + PUBLISHER).contains("timestamps"));
  }

  @Test
  void aComponentThatNobodyHasIsNamedWithTheNearestAndOneOfAnAbsentPackageIsNot() throws Exception {
    page().create(PID);
    String misspelt = PID + ".extra";
    kura().createFactoryConfiguration("org.kuralink.channel.modbus", PID + ".modbus", null, true);
    kura().createFactoryConfiguration("org.kuralink.conection", misspelt, null, true);
    page()
        .await(
            "not shown",
            () ->
                told("Configuration of extra")
                    .contains(
                        "no component is called org.kuralink.conection; the nearest is"
                            + " org.kuralink.connection"));
    assertEquals(0, warnings("org.kuralink.channel.modbus"));
    for (String pid : List.of(misspelt, PID + ".modbus")) {
      kura().deleteFactoryConfiguration(pid, true);
    }
    page().await("still shown", () -> told("Configuration of extra").isEmpty());
  }
}
