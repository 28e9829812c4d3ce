/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Registration;

/**
 * The problems of a connection for its status page: those in the configurations of its parts, and
 * those of its publishers and subscribers. Any thread may call.
 */
public final class PartReports {

  private final Map<ConfigurationReport, String> reports = new ConcurrentHashMap<>();
  private final List<Supplier<Map<String, String>>> others = new CopyOnWriteArrayList<>();

  /** Adds the report of a part, or takes the changed properties of its service. */
  public void add(ConfigurationReport report, Map<String, ?> properties) {
    Object name = properties.get(CloudSession.PID);
    reports.put(report, name == null ? "" : name.toString());
  }

  /** Removes the report of a part. */
  public void remove(ConfigurationReport report) {
    reports.remove(report);
  }

  /** Adds a publisher, subscriber or other source of entries of this connection. */
  public Registration add(Supplier<Map<String, String>> other) {
    others.add(other);
    return () -> others.remove(other);
  }

  /** Returns the problems of a connection, by the names of its parts. */
  public Map<String, String> of(String connection) {
    Map<String, String> wrong = new TreeMap<>();
    String stack = connection + ".";
    reports.forEach(
        (report, name) -> {
          // The problems of a report without a name begin with the name of the part.
          for (String problem : report.problems()) {
            String named = name.isEmpty() ? problem : name + ": " + problem;
            int end = named.indexOf(": ");
            if (named.startsWith(stack) && end > 0) {
              wrong.merge(
                  "Configuration of " + named.substring(stack.length(), end),
                  named.substring(end + 2),
                  (one, other) -> one + "; " + other);
            }
          }
        });
    others.forEach(
        other ->
            other
                .get()
                .forEach(
                    (name, what) -> wrong.merge(name, what, (one, more) -> one + "; " + more)));
    return wrong;
  }
}
