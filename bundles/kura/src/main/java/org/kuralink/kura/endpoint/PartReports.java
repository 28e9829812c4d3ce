/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.CloudSession;

/** What the parts of connections say of their configurations. For any thread. */
public final class PartReports {

  private final Map<ConfigurationReport, String> reports = new ConcurrentHashMap<>();

  /** A part came, with the properties of its service. */
  public void add(ConfigurationReport report, Map<String, ?> properties) {
    reports.put(report, String.valueOf(properties.get(CloudSession.PID)));
  }

  /** It went. */
  public void remove(ConfigurationReport report) {
    reports.remove(report);
  }

  /** What is wrong with the parts of a connection, by what they are called. */
  public Map<String, String> of(String connection) {
    Map<String, String> wrong = new TreeMap<>();
    String stack = connection + ".";
    reports.forEach(
        (report, name) -> {
          if (name.startsWith(stack) && !report.problems().isEmpty()) {
            wrong.put(
                "Configuration of " + name.substring(stack.length()),
                String.join("; ", report.problems()));
          }
        });
    return wrong;
  }
}
