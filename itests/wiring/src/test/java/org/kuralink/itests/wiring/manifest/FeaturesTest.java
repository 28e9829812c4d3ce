/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/** Tests the deployment packages for Kura. */
class FeaturesTest {

  /** What a gateway on a metered line downloads, in bytes. */
  private static final long LARGEST = 1_500_000;

  /** A stack of OPC UA has its size, and is a choice. */
  private static final Map<String, Long> LARGER = Map.of("kuralink-fieldbus", 11_000_000L);

  static Stream<String> features() {
    return House.features().stream();
  }

  @Test
  void eachBundleForKuraBelongsToExactlyOneFeature() throws IOException {
    List<String> packed = new ArrayList<>();
    for (String feature : House.features()) {
      packed.addAll(symbolicNames(feature));
    }
    List<String> built =
        BuiltBundle.onKura().map(bundle -> "org.kuralink." + bundle.name()).sorted().toList();
    assertEquals(built, packed.stream().sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("features")
  void deploymentPackageSaysWhatItHolds(String feature) throws IOException {
    try (JarFile dp = new JarFile(House.deploymentPackage(feature).toFile())) {
      Attributes main = dp.getManifest().getMainAttributes();
      assertEquals(feature, main.getValue("DeploymentPackage-SymbolicName"));
      assertEquals(House.version(), main.getValue("DeploymentPackage-Version"));
      List<String> jars =
          dp.stream().map(JarEntry::getName).filter(name -> name.endsWith(".jar")).toList();
      assertEquals(
          jars.stream().sorted().toList(),
          dp.getManifest().getEntries().keySet().stream().sorted().toList());
      for (String jar : jars) {
        assertHoldsTheBundle(dp, jar);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("features")
  void deploymentPackageIsSmall(String feature) throws IOException {
    long size = Files.size(House.deploymentPackage(feature));
    assertTrue(size <= LARGER.getOrDefault(feature, LARGEST), feature + " has " + size + " bytes");
  }

  @ParameterizedTest
  @MethodSource("features")
  void readmeNamesEachOfItsBundles(String feature) throws IOException {
    String readme = Files.readString(House.root().resolve("features/" + feature + "/README.md"));
    List<String> unnamed =
        symbolicNames(feature).stream()
            .map(name -> "`" + name.substring("org.kuralink.".length()) + "`")
            .filter(name -> !readme.contains(name))
            .toList();
    assertEquals(List.of(), unnamed);
  }

  private static void assertHoldsTheBundle(JarFile dp, String jar) throws IOException {
    Attributes section = dp.getManifest().getAttributes(jar);
    String name = section.getValue("Bundle-SymbolicName");
    assertEquals(name + "_" + section.getValue("Bundle-Version") + ".jar", jar);
    var built = House.jar(name.substring("org.kuralink.".length()));
    try (JarFile bundle = new JarFile(built.toFile());
        var packed = dp.getInputStream(dp.getEntry(jar))) {
      assertEquals(
          bundle.getManifest().getMainAttributes().getValue("Bundle-Version"),
          section.getValue("Bundle-Version"));
      assertArrayEquals(Files.readAllBytes(built), packed.readAllBytes());
    }
  }

  private static List<String> symbolicNames(String feature) throws IOException {
    try (JarFile dp = new JarFile(House.deploymentPackage(feature).toFile())) {
      return dp.getManifest().getEntries().values().stream()
          .map(section -> section.getValue("Bundle-SymbolicName"))
          .toList();
    }
  }
}
