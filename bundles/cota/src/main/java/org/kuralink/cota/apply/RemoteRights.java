/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the platform may write into the components of this project, and what only the operator of
 * the gateway may change. The platform must not widen what it may do itself: whom the gateway
 * trusts and belongs to, what it may reach on the machine, what it may carry out, how much it may
 * send. What is named in neither column is the operator's.
 *
 * <p>Components of others are the operator's to name, in {@code allowed.pids}: what is named there
 * may be written as its form says.
 */
public final class RemoteRights {

  private static final String OURS = "org.kuralink.";

  /** The operator's in whichever form they stand; a star for any beginning or ending. */
  private static final Set<String> OPERATORS_EVERYWHERE =
      names(
          "connection",
          "allowed.pids",
          "allow.*",
          "command.*",
          "hook.*",
          "ca.certificate",
          "*.target",
          "package.signers",
          "auth.url",
          "*.directory",
          "*.file",
          "*.path",
          "serial.ports",
          "networks",
          "proxy.*",
          "max.size.*");

  private static final Map<String, Set<String>> OPERATORS =
      Map.ofEntries(
          Map.entry(
              "org.kuralink.connection",
              names(
                  "product.key device.name authentication registration sign.method sign.timestamp",
                  "region instance.id host transport fallback.transport",
                  "connect.on.startup enable.recovery.on.connection.failure",
                  "connection.recovery.max.failures")),
          Map.entry("org.kuralink.thing", names("model.source")),
          Map.entry("org.kuralink.cota", names("applier")),
          Map.entry(
              "org.kuralink.gateway",
              names("devices dynamic.registration sign.method subscribe.explicitly")),
          Map.entry(
              "org.kuralink.kura.assets",
              names("assets product.key devices mapping mapping.only read.seconds listen")),
          Map.entry("org.kuralink.kura.EventPublisher", names("mapping mapping.only")),
          Map.entry("org.kuralink.kura.PropertyPublisher", names("mapping mapping.only")),
          Map.entry("org.kuralink.kura.PropertySetSubscriber", names("mapping mapping.only")),
          Map.entry("org.kuralink.kura.DesiredStateSubscriber", names("mapping mapping.only")),
          Map.entry("org.kuralink.kura.ServiceSubscriber", names("services")),
          Map.entry(
              "org.kuralink.kura.ServiceReplyPublisher", names("services mapping mapping.only")));

  private static final Map<String, Set<String>> WRITABLE =
      Map.ofEntries(
          Map.entry(
              "org.kuralink.connection",
              names(
                  "display.name device.secret product.secret client.id port keep.alive.seconds"
                      + " clean.session",
                  "request.timeout.seconds reconnect.min.seconds reconnect.max.seconds",
                  "uplink.rate pack.post.milliseconds queue.capacity queue.max.megabytes",
                  "queue.max.age.hours queue.flush.milliseconds queue.full")),
          Map.entry(
              "org.kuralink.thing",
              names("validation service.timeout.seconds data.format time.interval.hours")),
          Map.entry(
              "org.kuralink.shadow",
              names("timeout.seconds handler.timeout.seconds desired.max.age.seconds")),
          Map.entry(
              "org.kuralink.ota",
              names(
                  "firmware.version module.versions download.retries download.min.speed",
                  "download.window.seconds download.limit.minutes health.window.seconds",
                  "health.deadline.seconds progress.interval.seconds")),
          Map.entry(
              "org.kuralink.cota",
              names("request.when confirm.seconds settle.seconds start.wait.seconds")),
          Map.entry(
              "org.kuralink.gateway",
              names(
                  "device.secrets product.secrets clean.session online.limit register.batch",
                  "topology.batch login.batch logins.per.second logins.per.minute",
                  "requests.per.second requests.in.flight request.timeout.seconds",
                  "retry.min.seconds retry.max.seconds")),
          Map.entry("org.kuralink.kura.assets", names("silence.seconds driver.timeout.seconds")),
          Map.entry("org.kuralink.kura.EventPublisher", names("event timestamps delivery")),
          Map.entry("org.kuralink.kura.PropertyPublisher", names("timestamps delivery")),
          Map.entry("org.kuralink.kura.TopicPublisher", names("topic delivery")),
          Map.entry("org.kuralink.kura.RawPublisher", names("delivery")),
          Map.entry("org.kuralink.kura.TopicSubscriber", names("topic")),
          Map.entry("org.kuralink.kura.PropertySetSubscriber", names("asset")),
          Map.entry("org.kuralink.kura.DesiredStateSubscriber", names("asset")),
          Map.entry("org.kuralink.demo.metrics", names("report.interval location")));

  private RemoteRights() {}

  private static Set<String> names(String... lines) {
    return Stream.of(lines)
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Whether the platform may change a property.
   *
   * @param form the PID of its form
   */
  public static boolean mayBeWritten(String form, String property) {
    return !form.startsWith(OURS)
        || (isListedAsWritable(form, property) && !isListedAsOperators(form, property));
  }

  /** Whether it stands in the column of the platform. */
  public static boolean isListedAsWritable(String form, String property) {
    return WRITABLE.getOrDefault(form, Set.of()).contains(property);
  }

  /** Whether it stands in the column of the operator. */
  public static boolean isListedAsOperators(String form, String property) {
    return OPERATORS.getOrDefault(form, Set.of()).contains(property)
        || OPERATORS_EVERYWHERE.stream().anyMatch(pattern -> matches(pattern, property));
  }

  private static boolean matches(String pattern, String property) {
    if (pattern.startsWith("*")) {
      return property.endsWith(pattern.substring(1));
    }
    return pattern.endsWith("*")
        ? property.startsWith(pattern.substring(0, pattern.length() - 1))
        : property.equals(pattern);
  }
}
