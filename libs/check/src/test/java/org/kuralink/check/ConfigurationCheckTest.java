/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.check.ConfigurationCheck.Form;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.kuralink.check.ConfigurationCheck.Known;

class ConfigurationCheckTest {

  private static final Known KNOWN =
      new Known(
          Map.of(
              "org.kuralink.connection",
              new Form(
                  Map.of(
                      "keep.alive.seconds",
                      List.of(),
                      "device.name",
                      List.of(),
                      "transport",
                      List.of("tls", "tcp"))),
              "com.example.pump",
              new Form(Map.of("interval", List.of(), "mode", List.of("fast", "slow")))),
          Set.of("org.kuralink.console", "com.example.tank1"));

  private static List<String> faults(String pid, Map<String, ?> properties) {
    String type = pid.replaceAll("~.*", "");
    return ConfigurationCheck.faults(KNOWN, List.of(new Instance(pid, type, properties)))
        .getOrDefault(pid, List.of());
  }

  @Test
  void aComponentThatNobodyKnowsIsNamedWithTheNearest() {
    assertEquals(
        List.of(
            "no component is called org.kuralink.conection; the nearest is"
                + " org.kuralink.connection"),
        faults("org.kuralink.conection~main", Map.of()));
  }

  @Test
  void oneOfThisHouseIsNamedHoweverFarItIs() {
    assertEquals(
        List.of("no component is called org.kuralink.modbus"),
        faults("org.kuralink.modbus~x", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example.boiler~one",
        "com.example.tank1",
        "com.example.tank2",
        "org.kuralink.console",
        "org.apache.felix.http",
        "com.example.pump2~x"
      })
  void whatIsOfOthersOrTakenWithoutAFormIsNoFault(String pid) {
    assertEquals(List.of(), faults(pid, Map.of("anything", "x")));
  }

  @Test
  void aSlipInTheNameOfAnotherHouseIsNamed() {
    assertEquals(
        List.of("no component is called com.example.pmup; the nearest is com.example.pump"),
        faults("com.example.pmup~one", Map.of()));
  }

  @Test
  void aPropertyThatNobodyKnowsIsNamedWithTheNearest() {
    assertEquals(
        List.of(
            "Device.Name is unknown; the nearest is device.name",
            "colour is unknown",
            "keep.alive.second is unknown; the nearest is keep.alive.seconds"),
        faults(
            "org.kuralink.connection~main",
            Map.of("keep.alive.second", 60, "colour", "red", "Device.Name", "x", "transport", "")));
  }

  @Test
  void whatFrameworksAddIsKnown() {
    assertEquals(
        List.of(),
        faults(
            "org.kuralink.connection~main",
            Map.of(
                "service.pid", "x",
                "service.factoryPid", "x",
                "felix.fileinstall.filename", "x",
                ".kuralink.private", "x",
                "component.name", "x",
                "kura.service.pid", "x",
                "kura.cloud.connection.factory.pid", "x",
                "webconsole.configurationFactory.nameHint", "x",
                "codec.target", "(a=b)")));
  }

  @Test
  void ofOthersOnlySlipsAreNamed() {
    assertEquals(
        List.of(
            "intervall is unknown; the nearest is interval",
            "mode is 'fats'; allowed is one of fast slow"),
        faults("com.example.pump~one", Map.of("intervall", 1, "colour", "red", "mode", "fats")));
    assertEquals(List.of(), faults("com.example.pump~one", Map.of("mode", "fast", "interval2", 1)));
    assertEquals(
        List.of("mode is 'fats'; allowed is one of fast slow"),
        faults("com.example.pump~one", Map.of("mode", new String[] {"slow", "fats", ""})));
  }

  @Test
  void twoOfOneNameAreNamed() {
    Map<String, List<String>> faults =
        ConfigurationCheck.faults(
            KNOWN,
            List.of(
                new Instance("org.kuralink.connection~main", "org.kuralink.connection", Map.of()),
                new Instance(
                    "org.kuralink.connection.1f0-2",
                    "org.kuralink.connection",
                    Map.of("kura.service.pid", "main")),
                new Instance(
                    "org.kuralink.connection~other", "org.kuralink.connection", Map.of())));
    assertEquals(
        Map.of(
            "org.kuralink.connection.1f0-2",
            List.of(
                "kura.service.pid is 'main', the same as that of org.kuralink.connection~main")),
        faults);
  }

  @Test
  void whatIsRightIsSilent() {
    assertTrue(
        faults("org.kuralink.connection~main", Map.of("transport", "tls", "device.name", "a"))
            .isEmpty());
  }
}
