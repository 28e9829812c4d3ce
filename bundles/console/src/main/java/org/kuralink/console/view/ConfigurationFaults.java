/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.console.report.ViewReport;

/** The configuration errors of all components. Thread-safe. */
public final class ConfigurationFaults {

  private static final String CONFIGURATION = "service.pid";

  private final Map<ConfigurationReport, String> reports = new ConcurrentHashMap<>();

  /** Adds a component that reports errors, or updates its properties. */
  public void add(ConfigurationReport report, Map<String, ?> properties) {
    Object name = properties.get(CONFIGURATION);
    reports.put(report, name == null ? several(properties) : name.toString());
  }

  private static String several(Map<String, ?> properties) {
    Object name = properties.get(CloudSession.PID);
    return name == null ? "" : name.toString();
  }

  public void remove(ConfigurationReport report) {
    reports.remove(report);
  }

  /** Returns a section with the current errors; empty if there are none. */
  public Optional<ViewReport.Section> section() {
    Map<String, List<List<String>>> rows = new TreeMap<>();
    reports.forEach(
        (report, name) ->
            report.problems().stream()
                .map(problem -> row(name, problem))
                .forEach(row -> rows.merge(row.get(0), List.of(row), ConfigurationFaults::both)));
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ViewReport.Section(
                "configuration errors",
                new ViewReport.Table(
                    List.of("configuration", "fault"),
                    rows.values().stream().flatMap(List::stream).toList())));
  }

  private static List<List<String>> both(List<List<String>> some, List<List<String>> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /**
   * Returns the PID and the text of an error. A component without a name reports errors of several
   * configurations and writes the PID before the text.
   */
  private static List<String> row(String name, String problem) {
    int end = name.isEmpty() ? problem.indexOf(": ") : -1;
    return end < 0
        ? List.of(name, problem)
        : List.of(problem.substring(0, end), problem.substring(end + 2));
  }
}
