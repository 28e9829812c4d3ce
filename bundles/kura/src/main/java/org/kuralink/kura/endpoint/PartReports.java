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
 * What the parts of connections say of their configurations, and the publishers and subscribers of
 * this connection of what they are in trouble with. For any thread.
 */
public final class PartReports {

  private final Map<ConfigurationReport, String> reports = new ConcurrentHashMap<>();
  private final List<Supplier<Map<String, String>>> others = new CopyOnWriteArrayList<>();

  /** Shows what a part reports, by the properties of its service; again if they change. */
  public void add(ConfigurationReport report, Map<String, ?> properties) {
    Object name = properties.get(CloudSession.PID);
    reports.put(report, name == null ? "" : name.toString());
  }

  /** Shows nothing of a part any more. */
  public void remove(ConfigurationReport report) {
    reports.remove(report);
  }

  /** Somebody who belongs to this connection, and says what is to be shown of him. */
  public Registration add(Supplier<Map<String, String>> other) {
    others.add(other);
    return () -> others.remove(other);
  }

  /** What is wrong with the parts of a connection, by what they are called. */
  public Map<String, String> of(String connection) {
    Map<String, String> wrong = new TreeMap<>();
    String stack = connection + ".";
    reports.forEach(
        (report, name) -> {
          // One without a name says in each problem of which part that is.
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
