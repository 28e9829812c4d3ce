/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.measure.LiveThreads;

/** With real threads and sockets: closed lines leave nothing behind. */
class LineLeakTest {

  private static LineSettings settings(int port) {
    LineSettings some = LineFixture.settings();
    return new LineSettings(
        some.login(),
        new LineServer("tcp", "127.0.0.1", port, "cn-shanghai", ""),
        some.trust(),
        some.proxy(),
        some.data(),
        some.limits());
  }

  @Test
  void threadsAreFlatOverManyLinesAndEndWithTheComponent() throws Exception {
    try (Welcoming broker = new Welcoming();
        LineFixture deaf = new LineFixture()) {
      MqttComponent component = new MqttComponent();
      for (int round = 0; round < 20; round++) {
        Line line = component.create(settings(broker.server.getLocalPort()), deaf);
        LineFixture.await(line.open());
        line.close();
      }
      LiveThreads.await("kuralink-mqtt-", 6);
      Line left = component.create(settings(broker.server.getLocalPort()), deaf);
      LineFixture.await(left.open());
      component.deactivate();
      LiveThreads.await("kuralink-mqtt-", 0);
      assertEquals(
          Cause.LINK_LOST, LineFixture.failure(left.publish("/t", new byte[0], 0)).cause());
      assertNull(deaf.lost.poll());
    }
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
