/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import static org.kuralink.itests.benchmarks.SubDeviceCrowd.DEVICES;
import static org.kuralink.itests.benchmarks.SubDeviceCrowd.secondsUntil;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures the time until 1,500 sub-devices are online over a line with a delay of 50 ms in each
 * direction: initially (registration, topology, log-in) and after a connection loss (log-in),
 * compared with the limits of the platform and with sequential requests.
 */
public final class SubDevicesComing {

  private static final Duration ROUND_TRIP = Duration.ofMillis(100);
  private static final double LOGINS_A_SECOND = 200;
  private static final double MESSAGES_A_SECOND = 30;
  private static final int REGISTRATIONS_A_MESSAGE = 30;
  private static final int LOGINS_A_MESSAGE = 50;

  /** So many are done one by one; all of them would take some minutes. */
  private static final int ONE_BY_ONE = 60;

  private static final Map<String, ?> SINGLY =
      Map.of("register.batch", 1, "topology.batch", 1, "login.batch", 1, "requests.in.flight", 1);

  private SubDevicesComing() {}

  /**
   * Prints a table.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    double[] singly;
    try (SubDeviceCrowd crowd = new SubDeviceCrowd(directory, ROUND_TRIP, 25)) {
      singly = measure(crowd, ONE_BY_ONE, SINGLY);
    }
    double[] together;
    try (SubDeviceCrowd crowd = new SubDeviceCrowd(directory, ROUND_TRIP, 25)) {
      together = measure(crowd, DEVICES, Map.of());
    }
    SubDeviceCrowd.head(
        DEVICES
            + " sub-devices come online, "
            + ROUND_TRIP.toMillis()
            + " ms there and back; seconds (one by one: from the first "
            + ONE_BY_ONE
            + ")",
        List.of("", "Kuralink", "the limits allow", "ratio", "one by one"));
    print("from nothing", together[0], limit(3), singly[0]);
    print("after a reconnect", together[1], limit(1), singly[1]);
    System.exit(0);
  }

  /** Seconds from nothing, and after the session is online again. */
  private static double[] measure(SubDeviceCrowd crowd, int devices, Map<String, ?> settings) {
    crowd.configure(devices, settings);
    double fromNothing = secondsUntil(() -> crowd.areOnline(devices));
    crowd.line.cut();
    secondsUntil(() -> !crowd.session.status().isOnline());
    secondsUntil(() -> crowd.session.status().isOnline());
    double again = secondsUntil(() -> crowd.areOnline(devices));
    return new double[] {fromNothing, again};
  }

  /** The slower one of all log-ins and all messages, and one way there and back for each step. */
  private static double limit(int steps) {
    double messages =
        (double) (steps - 1) * DEVICES / REGISTRATIONS_A_MESSAGE
            + (double) DEVICES / LOGINS_A_MESSAGE;
    return Math.max(DEVICES / LOGINS_A_SECOND, messages / MESSAGES_A_SECOND)
        + steps * ROUND_TRIP.toMillis() / 1000.0;
  }

  private static void print(String what, double seconds, double limit, double singly) {
    System.out.printf(
        "| %s | %.1f | %.1f | %.2f | %.0f |%n",
        what, seconds, limit, seconds / limit, singly * DEVICES / ONE_BY_ONE);
  }
}
