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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/**
 * Tests that each bundle that changed since the last release has a new version, because an upgrade
 * replaces only such bundles.
 */
class VersionsTest {

  static Stream<BuiltBundle> all() {
    return BuiltBundle.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void bundleThatChangedHasAHigherVersion(BuiltBundle bundle) throws IOException {
    ReleasedBundles.Line built = ReleasedBundles.of(bundle);
    ReleasedBundles.Line released = ReleasedBundles.read().get(bundle.name());
    if (released == null || higher(built.version(), released.version())) {
      return;
    }
    assertEquals(
        released,
        built,
        () ->
            bundle.name()
                + " is not what was released with its version: raise Bundle-Version in its bnd.bnd"
                + " (CONTRIBUTING, Versions)");
  }

  @Test
  void whatWasReleasedIsListedAsItIs() throws IOException {
    Map<String, ReleasedBundles.Line> released = ReleasedBundles.read();
    assertTrue(released.keySet().containsAll(BuiltBundle.DOORS), released::toString);
    for (String door : BuiltBundle.DOORS) {
      assertTrue(House.bundles().contains(door), door);
    }
  }

  /** Else one could make room for a break by another jar. */
  @Test
  void theDoorsInTheTreeAreThoseThatWereReleased() throws IOException {
    Map<String, ReleasedBundles.Line> released = ReleasedBundles.read();
    for (String door : BuiltBundle.DOORS) {
      assertEquals(
          released.get(door), ReleasedBundles.of(ReleasedBundles.door(door)), "the jar of " + door);
    }
  }

  @Test
  void aChangeInAClassAFormOrAnEmbeddedLibraryCounts() {
    Map<String, byte[]> files = new HashMap<>();
    files.put("META-INF/MANIFEST.MF", bytes("Bundle-Version: 1"));
    files.put("org/kuralink/thing/Thing.class", bytes("thing"));
    files.put("org/kuralink/json/Json.class", bytes("lib"));
    files.put("OSGI-INF/thing.xml", bytes("component"));
    String before = ReleasedBundles.digest(files);
    for (String name : files.keySet().toArray(String[]::new)) {
      byte[] content = files.put(name, bytes("changed"));
      if (name.startsWith("META-INF")) {
        assertEquals(before, ReleasedBundles.digest(files), name);
      } else {
        assertNotEquals(before, ReleasedBundles.digest(files), name);
      }
      files.put(name, content);
    }
    files.put("org/kuralink/json/More.class", bytes("more"));
    assertNotEquals(before, ReleasedBundles.digest(files));
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertTrue(higher("0.10.0", "0.9.9"));
    assertTrue(higher("1.0.0", "0.9.9"));
    assertTrue(!higher("0.1.0", "0.1.0") && !higher("0.1.0", "0.1.1"));
  }

  private static boolean higher(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other)) > 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
