/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/**
 * Tests that the classes and methods left out of a jar are not referenced by the remaining ones.
 */
class LeftOutTest {

  private static final String PAHO = "org.eclipse.paho.client.mqttv3.";
  private static final String CLIENT = PAHO + "MqttAsyncClient";

  /** What only methods of these name that nobody calls. */
  private static final Set<String> NAMING = Set.of(CLIENT, PAHO + "MqttConnectOptions");

  private static final Set<String> UNCALLED =
      Set.of(
          PAHO + "persist.MqttDefaultFilePersistence",
          PAHO + "TimerPingSender",
          PAHO + "util.Debug");

  /** A method: its class, its name and descriptor as in a call, and its instructions. */
  private record Method(String owner, String name, List<String> code) {

    boolean names(String type) {
      String internal = type.replace('.', '/');
      return code.stream()
          .anyMatch(line -> line.matches(".*// (class|Method) " + internal + "\\b.*"));
    }

    boolean calls(Method other) {
      String within = other.owner.equals(owner) ? "" : other.owner.replace('.', '/') + ".";
      return code.stream().anyMatch(line -> line.endsWith("// Method " + within + other.name));
    }
  }

  static Stream<BuiltBundle> providers() {
    return BuiltBundle.providers();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void noClassNamesOneThatWasLeftOut(BuiltBundle bundle) {
    String found = run("jdeps", "--missing-deps", House.jar(bundle.name()).toString());
    Set<String> missing = new TreeSet<>();
    found
        .lines()
        .map(line -> line.strip().split(" +"))
        .filter(words -> words.length > 2 && words[1].equals("->"))
        .filter(
            words -> words[2].matches("(org\\.kuralink|org\\.eclipse\\.(paho|californium))\\..*"))
        .filter(words -> !words[2].startsWith("org.kuralink.api."))
        .filter(words -> !(NAMING.contains(words[0]) && UNCALLED.contains(words[2])))
        .forEach(words -> missing.add(words[0] + " -> " + words[2]));
    assertEquals(Set.of(), missing, bundle.name());
    assertTrue(found.contains("-> org.kuralink.api."), found);
  }

  @Test
  void whatNamesAClassThatWasLeftOutIsCalledByNobody() {
    List<Method> all = methods("mqtt");
    List<Method> naming =
        all.stream().filter(method -> UNCALLED.stream().anyMatch(method::names)).toList();
    assertFalse(naming.isEmpty(), "nothing names them");
    for (Method method : naming) {
      assertTrue(NAMING.contains(method.owner()), method.owner());
      List<Method> callers = all.stream().filter(caller -> caller.calls(method)).toList();
      assertTrue(naming.containsAll(callers), () -> method.name() + " is called: " + callers);
    }
    Method ours = constructor(all, "org.kuralink.mqtt.PahoClient");
    assertEquals(
        1, all.stream().filter(each -> each.owner().equals(CLIENT) && ours.calls(each)).count());
  }

  private static Method constructor(List<Method> all, String type) {
    return all.stream()
        .filter(method -> method.owner().equals(type) && method.name().startsWith("\"<init>\":"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Method> methods(String bundle) {
    List<Method> methods = new ArrayList<>();
    for (String file : BuiltBundle.named(bundle).files().keySet()) {
      if (file.endsWith(".class")) {
        String type = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        collect(
            type,
            run("javap", "-c", "-p", "-s", "-cp", House.jar(bundle).toString(), type),
            methods);
      }
    }
    return methods;
  }

  private static void collect(String type, String shown, List<Method> methods) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    String name = "";
    for (String line : shown.split("\n")) {
      String words = line.strip();
      if (line.matches("  \\S.*[;{]")) {
        String before = words.split("\\(")[0];
        String last = before.substring(before.lastIndexOf(' ') + 1);
        name = last.equals(type) || last.endsWith("." + simple) ? "\"<init>\"" : last;
      } else if (words.startsWith("descriptor: (")) {
        String descriptor = words.substring("descriptor: ".length());
        methods.add(new Method(type, name + ":" + descriptor, new ArrayList<>()));
      } else if (line.contains("// ") && !methods.isEmpty()) {
        methods.get(methods.size() - 1).code().add(line);
      }
    }
  }

  private static String run(String tool, String... arguments) {
    StringWriter said = new StringWriter();
    int result =
        ToolProvider.findFirst(tool)
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(said), arguments);
    assertTrue(result == 0 || tool.equals("jdeps"), () -> tool + " " + Arrays.toString(arguments));
    return said.toString();
  }
}
