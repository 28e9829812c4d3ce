/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.measure.LiveThreads;
import org.kuralink.login.credentials.file.FileCredentialStore;

/** Real threads: what a session leaves behind when it comes and goes. */
class ReconnectLeakTest {

  private static final DeviceIdentity IDENTITY = new DeviceIdentity("pk", "dn");

  @TempDir Path data;

  @Test
  void threadsAreFlatOverManyReconnects() throws Exception {
    Lines lines = new Lines();
    lines.bind(ReconnectLeakTest::letIn, Map.of(LineFactory.TRANSPORT, "tcp"));
    SessionMachinery machinery =
        new SessionMachinery(
            "leak",
            data,
            new FileCredentialStore(data.resolve("c")),
            new SessionTrust(),
            new ProxySettings(),
            lines);
    Session session = new Session(IDENTITY, machinery);
    session.configure(
        ConnectionSettings.read(
            Map.of(
                "product.key", "pk",
                "device.name", "dn",
                "device.secret", "s",
                "transport", "tcp"),
            text -> text));
    CloudSession door = session.door();
    awaitState(door, SessionState.ONLINE);
    for (int round = 0; round < 20; round++) {
      door.disconnect();
      awaitState(door, SessionState.STOPPED);
      door.connect();
      awaitState(door, SessionState.ONLINE);
    }
    assertEquals(21, door.status().sessions());
    assertTrue(LiveThreads.count("kuralink-leak-") <= 7, "session, dispatch and listeners");
    session.close();
    machinery.close();
    awaitState(door, SessionState.CLOSED);
    LiveThreads.await("kuralink-leak-", 0);
  }

  private static void awaitState(CloudSession door, SessionState state) throws Exception {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    try (var listening =
        door.addListener(
            (from, now) -> {
              if (now.state() == state) {
                reached.complete(null);
              }
            })) {
      if (door.status().state() == state) {
        reached.complete(null);
      }
      reached.get(30, TimeUnit.SECONDS);
    }
  }

  /** Lets everybody in, by itself. */
  private static Line letIn(LineSettings settings, LineEvents events) {
    FakeTransport line = new FakeTransport(settings, events);
    line.accept();
    return line;
  }
}
