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

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** Tests the service references in the component descriptions. */
class ReferencesTest {

  private static final String DATA = "org.eclipse.kura.system.SystemService";

  static Stream<BuiltBundle> bundles() {
    return BuiltBundle.all();
  }

  /** Else a service that changes its properties would be found under the old ones for ever. */
  @ParameterizedTest
  @MethodSource("bundles")
  void whoeverTakesAllServicesThatComeHearsWhenTheirPropertiesChange(BuiltBundle bundle) {
    Set<String> deaf = new TreeSet<>();
    for (String file : descriptions(bundle)) {
      for (Element reference : whiteboards(bundle, file)) {
        if (!reference.getAttribute("bind").isEmpty()
            && reference.getAttribute("updated").isEmpty()) {
          deaf.add(file + ": " + reference.getAttribute("name"));
        }
      }
    }
    assertEquals(Set.of(), deaf);
  }

  /**
   * Else whoever refers to it is made anew when it comes or goes, and all that hangs on that with
   * it. Where the data lie is another matter: a component that keeps files begins anew elsewhere.
   */
  @ParameterizedTest
  @MethodSource("bundles")
  void whatMayBeMissingComesAndGoesWithoutARestart(BuiltBundle bundle) {
    Set<String> restarting = new TreeSet<>();
    for (String file : descriptions(bundle)) {
      for (Element reference : Form.elements(Form.read(bundle, file), "reference")) {
        if (reference.getAttribute("cardinality").startsWith("0")
            && !reference.getAttribute("policy").equals("dynamic")
            && !reference.getAttribute("interface").equals(DATA)) {
          restarting.add(file + ": " + reference.getAttribute("name"));
        }
      }
    }
    assertEquals(Set.of(), restarting);
  }

  @Test
  void thereAreWhiteboards() {
    assertFalse(
        bundles()
            .flatMap(
                each -> descriptions(each).stream().flatMap(f -> whiteboards(each, f).stream()))
            .toList()
            .isEmpty());
  }

  private static List<String> descriptions(BuiltBundle bundle) {
    return bundle.filesIn("OSGI-INF/org.");
  }

  private static List<Element> whiteboards(BuiltBundle bundle, String file) {
    return Form.elements(Form.read(bundle, file), "reference").stream()
        .filter(reference -> reference.getAttribute("policy").equals("dynamic"))
        .filter(reference -> reference.getAttribute("cardinality").endsWith("..n"))
        .toList();
  }
}
