/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldVersion;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * A gateway with Modbus channels in its own process, which a test kills. Writes the active
 * configuration and its servers to a file after each change.
 */
final class FieldVictim {

  private static final long LOOK_MILLIS = 20;

  private final Path diary;
  private String last = "";

  private FieldVictim(Path diary) {
    this.diary = diary;
  }

  /**
   * Lives until it is killed, or its input ends.
   *
   * @param arguments directory, port of the broker, certificate of the platform's authority, diary
   */
  public static void main(String[] arguments) throws Exception {
    EmbeddedGateway gateway = EmbeddedGateway.start(Path.of(arguments[0]));
    gateway.configure(
        "org.kuralink.channel.modbus",
        "field",
        Map.of("connection", "main", "networks", "loopback"));
    gateway.configure("org.kuralink.gateway", "main", Map.of("connection", "main"));
    gateway.configure(
        "org.kuralink.thing", "main", Map.of("connection", "main", "model.source", "none"));
    GatewayVictim.connect(
        gateway,
        Integer.parseInt(arguments[1]),
        Map.of("ca.certificate", Files.readString(Path.of(arguments[2]))));
    FieldChannels channels = gateway.service(FieldChannels.class, "(connection=main)");
    FieldVictim victim = new FieldVictim(Path.of(arguments[3]));
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    thread.scheduleWithFixedDelay(
        () -> victim.look(channels.status()), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    while (System.in.read() >= 0) {
      // It lives as long as the test does.
    }
    System.exit(0);
  }

  private void look(FieldChannelsStatus status) {
    String current =
        status.history().stream()
            .filter(FieldVersion::current)
            .map(FieldVersion::sha256)
            .collect(Collectors.joining("+"));
    String servers =
        status.servers().stream()
            .map(FieldChannelsStatus.Server::serverId)
            .sorted()
            .collect(Collectors.joining(","));
    String line = current + " " + servers + "\n";
    if (!servers.isEmpty() && !line.equals(last)) {
      last = line;
      try {
        Files.writeString(diary, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
