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

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.cota.apply.ComponentForm.RemoteRights;

/** Tests that for each property of each form it is defined whether the platform may write it. */
class RemoteRightsTest {

  static Stream<Form> forms() {
    return BuiltBundle.all().flatMap(Form::of);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyPropertyStandsInOneColumn(Form form) {
    Set<String> undecided = new TreeSet<>(properties(form));
    undecided.removeIf(
        property ->
            RemoteRights.isListedAsWritable(form.pid(), property)
                != RemoteRights.isListedAsOperators(form.pid(), property));
    assertEquals(Set.of(), undecided, form + ": in neither column of RemoteRights, or in both");
  }

  /** What would widen what the platform may do, wherever it stands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "allowed.pids",
        "command.allowed",
        "command.install",
        "hook.associations",
        "hook.properties",
        "allow.http",
        "allow.downgrade",
        "ca.certificate",
        "SslManagerService.target",
        "KeystoreService.target",
        "package.signers",
        "auth.url",
        "queue.directory",
        "model.file",
        "channels.file",
        "serial.ports",
        "networks",
        "proxy.host"
      })
  void whatWidensIsNeverWritable(String property) {
    forms()
        .forEach(form -> assertFalse(RemoteRights.mayBeWritten(form.pid(), property), form.pid()));
    assertFalse(RemoteRights.mayBeWritten("org.kuralink.later", property));
  }

  @Test
  void whatNobodyHasListedIsTheOperators() {
    assertFalse(RemoteRights.mayBeWritten("org.kuralink.thing", "of.a.later.version"));
    assertFalse(RemoteRights.mayBeWritten("org.kuralink.later", "validation"));
  }

  @Test
  void componentsOfOthersAreForAllowedPids() {
    assertTrue(RemoteRights.mayBeWritten("org.eclipse.kura.clock.ClockService", "enabled"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/remote-configuration.md", "docs/zh-CN/remote-configuration.md"})
  void theTableOfTheDocumentationIsThis(String path) {
    List<String[]> rows =
        Page.read(path).prose().stream()
            .filter(line -> line.startsWith("| `org.kuralink."))
            .map(line -> line.split("\\|", -1))
            .toList();
    for (Form form : forms().toList()) {
      String[] row =
          rows.stream()
              .filter(cells -> names(cells[1]).equals(Set.of(form.pid())))
              .findFirst()
              .orElseThrow(() -> new AssertionError(form.pid() + " has no row in " + path));
      assertEquals(of(form, RemoteRights::isListedAsWritable), names(row[2]), form.pid());
      assertEquals(of(form, RemoteRights::isListedAsOperators), names(row[3]), form.pid());
    }
    assertEquals(forms().count(), rows.size());
  }

  private static Set<String> of(Form form, BiPredicate<String, String> column) {
    return properties(form).stream()
        .filter(property -> column.test(form.pid(), property))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> properties(Form form) {
    return form.attributes().stream().map(attribute -> attribute.getAttribute("id")).toList();
  }

  private static Set<String> names(String cell) {
    return Stream.of(cell.replace("`", "").strip().split(" "))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
