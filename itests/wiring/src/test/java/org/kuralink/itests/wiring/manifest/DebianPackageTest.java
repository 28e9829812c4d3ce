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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/** Tests the packages for Kura 6: the same bundles, in the directory that Kura loads. */
class DebianPackageTest {

  private static final String PLUGINS = "./opt/eclipse/kura/plugins/6s/";

  static Stream<String> features() {
    return House.features().stream();
  }

  @ParameterizedTest
  @MethodSource("features")
  void itSaysWhatItIsFor(String feature) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    String control =
        new String(
            members(feature, "control.tar.gz").get("./control").bytes, StandardCharsets.UTF_8);
    control
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(line -> line.split(": ", 2))
        .forEach(field -> fields.put(field[0], field[1]));
    assertEquals(feature, fields.get("Package"));
    assertEquals(House.version(), fields.get("Version"));
    assertEquals("all", fields.get("Architecture"));
    if (feature.equals("kuralink")) {
      assertEquals("kura-core (>= 6.0.0~), kura-core (<< 7.0.0~)", fields.get("Depends"));
      assertEquals("kura-wires, kura-deployment", fields.get("Suggests"));
    } else {
      assertEquals("kuralink (= " + House.version() + ")", fields.get("Depends"));
    }
  }

  @ParameterizedTest
  @MethodSource("features")
  void itHoldsTheBundlesOfTheDeploymentPackageForKurasUserAlone(String feature) throws IOException {
    Map<String, Member> packed = members(feature, "data.tar.gz");
    Map<String, byte[]> expected = bundles(feature);
    assertEquals(
        expected.keySet(),
        packed.keySet().stream()
            .filter(name -> name.endsWith(".jar"))
            .collect(Collectors.toCollection(TreeSet::new)));
    expected.forEach(
        (name, bytes) -> {
          Member member = packed.get(name);
          assertArrayEquals(bytes, member.bytes, name);
          assertEquals("kurad:kurad", member.owner, name);
          assertEquals(0600, member.mode & 0777, name);
        });
    assertTrue(packed.containsKey("./usr/share/doc/" + feature + "/copyright"));
    assertArrayEquals(
        Files.readAllBytes(House.billOfMaterials(feature)),
        packed.get("./usr/share/doc/" + feature + "/" + feature + ".cdx.json").bytes);
  }

  private static Map<String, byte[]> bundles(String feature) throws IOException {
    Map<String, byte[]> bundles = new TreeMap<>();
    try (JarFile dp = new JarFile(House.deploymentPackage(feature).toFile())) {
      for (JarEntry entry : dp.stream().filter(e -> e.getName().endsWith(".jar")).toList()) {
        try (InputStream in = dp.getInputStream(entry)) {
          bundles.put(PLUGINS + entry.getName(), in.readAllBytes());
        }
      }
    }
    return bundles;
  }

  /** The files of one of the two archives that a Debian package is made of. */
  private static Map<String, Member> members(String feature, String archive) throws IOException {
    Map<String, Member> members = new LinkedHashMap<>();
    try (InputStream file = Files.newInputStream(House.debianPackage(feature));
        ArArchiveInputStream ar = new ArArchiveInputStream(file)) {
      ArArchiveEntry part = ar.getNextEntry();
      while (!part.getName().equals(archive)) {
        part = ar.getNextEntry();
      }
      TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(ar));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.isDirectory()) {
          members.put(
              entry.getName(),
              new Member(
                  entry.getUserName() + ":" + entry.getGroupName(),
                  entry.getMode(),
                  tar.readAllBytes()));
        }
      }
    }
    return members;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Member(String owner, int mode, byte[] bytes) {}
}
