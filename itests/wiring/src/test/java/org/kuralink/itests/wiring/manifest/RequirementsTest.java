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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;

/**
 * Tests that bundles require no capabilities besides packages that Kura 5 on Java 17 does not have.
 */
class RequirementsTest {

  private static final List<Map<String, ?>> KURA_5 =
      List.of(
          Map.of("osgi.ee", "JavaSE", "version", new Version("17")),
          Map.of("osgi.extender", "osgi.component", "version", new Version("1.4")));

  private static final Pattern NAMESPACE =
      Pattern.compile("http://www\\.osgi\\.org/xmlns/scr/v1\\.(\\d)\\.0");

  static Stream<BuiltBundle> onKura() {
    return BuiltBundle.onKura();
  }

  static Stream<BuiltBundle> all() {
    return BuiltBundle.all();
  }

  @ParameterizedTest
  @MethodSource("onKura")
  void kura5HasWhatIsRequired(BuiltBundle bundle) throws InvalidSyntaxException {
    for (Clause required : bundle.clauses("Require-Capability")) {
      if (!"active".equals(required.directives().get("effective"))) {
        assertTrue(isOffered(required), bundle + " requires " + required);
      }
    }
  }

  private static boolean isOffered(Clause required) throws InvalidSyntaxException {
    var filter = FrameworkUtil.createFilter(required.directives().get("filter"));
    return KURA_5.stream()
        .filter(capability -> capability.containsKey(required.name()))
        .anyMatch(filter::matches);
  }

  @ParameterizedTest
  @MethodSource("all")
  void componentsNeedNoMoreThanDeclarativeServices14(BuiltBundle bundle) {
    List<String> files = bundle.filesIn("OSGI-INF/org.");
    List<String> listed = bundle.clauses("Service-Component").stream().map(Clause::name).toList();
    assertEquals(files, listed.stream().sorted().toList(), bundle.name());
    for (String file : files) {
      Matcher namespace = NAMESPACE.matcher(bundle.text(file));
      assertTrue(namespace.find() && Integer.parseInt(namespace.group(1)) <= 4, file);
    }
  }
}
