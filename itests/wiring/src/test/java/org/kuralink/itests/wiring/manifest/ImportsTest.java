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
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Tests the imports and exports of the bundles. */
class ImportsTest {

  static Stream<BuiltBundle> all() {
    return BuiltBundle.all();
  }

  static Stream<BuiltBundle> onKura() {
    return BuiltBundle.onKura();
  }

  static Stream<BuiltBundle> providers() {
    return BuiltBundle.providers();
  }

  @ParameterizedTest
  @MethodSource("all")
  void onlyDoorsAreImported(BuiltBundle bundle) {
    Map<String, Version> doors =
        BuiltBundle.all()
            .filter(candidate -> BuiltBundle.DOORS.contains(candidate.name()))
            .flatMap(door -> door.clauses("Export-Package").stream())
            .collect(
                Collectors.toMap(
                    Clause::name, export -> new Version(export.attributes().get("version"))));
    for (Clause imported : bundle.clauses("Import-Package")) {
      String name = imported.name();
      if (name.startsWith("org.kuralink") || name.startsWith("org.eclipse.kura")) {
        assertTrue(doors.containsKey(name), bundle + " imports " + name + ", which is not a door");
        VersionRange range = new VersionRange(imported.attributes().get("version"));
        assertTrue(range.includes(doors.get(name)), bundle + " imports " + name + " " + range);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void providerExportsNothingAndRequiresNoBundle(BuiltBundle bundle) {
    for (String header :
        List.of("Export-Package", "Require-Bundle", "Fragment-Host", "DynamicImport-Package")) {
      assertEquals(Optional.empty(), bundle.header(header), bundle + " " + header);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void exportsCarryAVersionOfTheirOwn(BuiltBundle bundle) {
    String root = bundle.name().equals("kura-api") ? "org.eclipse.kura" : "org.kuralink.api.";
    for (Clause exported : bundle.clauses("Export-Package")) {
      assertTrue(exported.name().startsWith(root), exported.name());
      assertNotNull(exported.attributes().get("version"), exported.name());
    }
  }

  @ParameterizedTest
  @MethodSource("onKura")
  void importsResolveOnEveryKura(BuiltBundle bundle) {
    List<String> objections =
        bundle.clauses("Import-Package").stream()
            .filter(imported -> !imported.name().startsWith("org.kuralink.api."))
            .flatMap(imported -> OfferedPackages.objection(imported).stream())
            .toList();
    assertEquals(List.of(), objections, bundle.name());
  }

  @ParameterizedTest
  @MethodSource("all")
  void noBundleCarriesWhatThePlatformHas(BuiltBundle bundle) {
    List<String> foreign =
        bundle.packages().stream()
            .filter(
                name -> (name + ".").matches("(org\\.osgi|org\\.slf4j|com\\.google\\.gson)\\..*"))
            .toList();
    assertEquals(List.of(), foreign, bundle.name());
  }

  /** What speaks MQTT, CoAP or OPC UA could be another library tomorrow. */
  @ParameterizedTest
  @MethodSource("all")
  void onlyWhoSpeaksAProtocolKnowsItsLibrary(BuiltBundle bundle) {
    assertKnownTo("mqtt", "paho", bundle);
    assertKnownTo("coap", "californium", bundle);
    assertKnownTo("channel-opcua", "milo", bundle);
  }

  private static void assertKnownTo(String line, String library, BuiltBundle bundle) {
    assertTrue(
        bundle.clauses("Import-Package").stream()
            .noneMatch(imported -> imported.name().startsWith("org.eclipse." + library)),
        bundle.name());
    List<String> naming =
        bundle.files().entrySet().stream()
            .filter(
                file ->
                    file.getKey().contains(library)
                        || new String(file.getValue(), StandardCharsets.ISO_8859_1)
                            .contains("org/eclipse/" + library))
            .map(Map.Entry::getKey)
            .toList();
    assertEquals(bundle.name().equals(line), !naming.isEmpty(), naming::toString);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void ownClassesLieUnderTheNameOfTheBundle(BuiltBundle bundle) {
    String root = "org.kuralink." + bundle.name().replace('-', '.');
    List<String> strays =
        bundle.packages().stream()
            .filter(name -> name.startsWith("org.kuralink."))
            .filter(name -> !name.equals(root) && !name.startsWith(root + "."))
            .filter(name -> House.libs().stream().noneMatch(lib -> LibsTest.isOf(lib, name)))
            .toList();
    assertEquals(List.of(), strays, bundle.name());
    assertEquals(
        Optional.of("org.kuralink." + bundle.name()), bundle.header("Bundle-SymbolicName"));
  }
}
