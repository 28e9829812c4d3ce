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

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionState;
import org.kuralink.login.FileCredentialStore;

/** Real threads, a real socket: what a session leaves behind when it comes and goes. */
class ReconnectLeakTest {

  private static final DeviceIdentity IDENTITY = new DeviceIdentity("pk", "dn");

  @TempDir Path data;

  @Test
  void threadsAreFlatOverManyReconnects() throws Exception {
    try (Welcoming broker = new Welcoming()) {
      SessionMachinery machinery =
          new SessionMachinery(
              "leak", data, new FileCredentialStore(data.resolve("c")), new SessionTrust());
      Session session = new Session(IDENTITY, machinery);
      session.configure(
          ConnectionSettings.read(
              Map.of(
                  "product.key", "pk",
                  "device.name", "dn",
                  "device.secret", "s",
                  "host", "127.0.0.1",
                  "port", broker.server.getLocalPort(),
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
      awaitThreads("kuralink-mqtt-", 6);
      assertTrue(threads("kuralink-leak-") <= 7, "session, dispatch and listeners");
      session.close();
      machinery.close();
      awaitState(door, SessionState.CLOSED);
      awaitThreads("kuralink-mqtt-", 0);
      awaitThreads("kuralink-leak-", 0);
    }
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

  private static void awaitThreads(String prefix, int limit) throws Exception {
    await(() -> threads(prefix) <= limit);
  }

  private static void await(Supplier<Boolean> condition) throws Exception {
    CompletableFuture<Void> met = new CompletableFuture<>();
    var checker = Executors.newSingleThreadScheduledExecutor();
    try {
      checker.scheduleWithFixedDelay(
          () -> {
            if (condition.get()) {
              met.complete(null);
            }
          },
          0,
          20,
          TimeUnit.MILLISECONDS);
      met.get(60, TimeUnit.SECONDS);
    } finally {
      checker.shutdownNow();
    }
  }

  private static int threads(String prefix) {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.isAlive() && thread.getName().startsWith(prefix))
            .count();
  }

  /** Takes every log-in, reads whatever comes, says nothing more. */
  private static final class Welcoming implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<Socket, Boolean> clients = new ConcurrentHashMap<>();

    Welcoming() throws IOException {
      start(this::accept);
    }

    private void accept() throws IOException {
      while (!server.isClosed()) {
        Socket client = server.accept();
        clients.put(client, true);
        start(() -> serve(client));
      }
    }

    private static void serve(Socket client) throws IOException {
      try (client) {
        boolean greeted = client.getInputStream().read() >= 0;
        if (greeted) {
          client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
          client.getOutputStream().flush();
        }
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    }

    private static void start(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException expected) {
                  // The test is over, or the client has gone.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket client : clients.keySet()) {
        client.close();
      }
    }

    private interface Work {
      void run() throws IOException;
    }
  }
}
