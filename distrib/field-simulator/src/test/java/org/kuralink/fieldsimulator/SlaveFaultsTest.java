/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.digitalpetri.modbus.Modbus;
import com.digitalpetri.modbus.tcp.Netty;
import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests fragmented answers, required pauses, ignored requests, connection limits, and a serial
 * port.
 */
class SlaveFaultsTest {

  private static final String PUMP = "000100000006010100000001";
  private static final String ON = "00010000000401010101";
  private static final int PATIENCE = 30_000;
  private static final int MOMENT = 300;

  private int port;
  private FieldSlave slave;
  private FieldOrders orders;

  @BeforeEach
  void start() throws Exception {
    port = FreePort.any("127.0.0.1");
    slave = new FieldSlave("127.0.0.1", port, Optional.empty(), List.of(1, 2));
    slave.on();
    orders = new FieldOrders(slave, Optional::empty);
  }

  @AfterEach
  void stop() throws Exception {
    slave.close();
  }

  @AfterAll
  static void release() {
    Netty.releaseSharedResources();
    Modbus.releaseSharedResources();
  }

  private Socket connect(int patience) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setSoTimeout(patience);
    return socket;
  }

  private static void ask(Socket socket) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(PUMP));
  }

  private static String answer(Socket socket) throws IOException {
    return HexFormat.of().formatHex(socket.getInputStream().readNBytes(ON.length() / 2));
  }

  @Test
  void anAnswerComesInParts() throws Exception {
    assertEquals("unit 1: pieces 3 gap 400", orders.execute("unit 1 pieces 3 gap 400"));
    try (Socket socket = connect(PATIENCE)) {
      long before = System.nanoTime();
      ask(socket);
      assertEquals(ON, answer(socket));
      assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(800));
    }
  }

  @Test
  void aRequestThatComesTooSoonIsNotHeard() throws Exception {
    orders.execute("unit 1 needs-silence 60000");
    try (Socket socket = connect(PATIENCE)) {
      ask(socket);
      assertEquals(ON, answer(socket));
      ask(socket);
      socket.setSoTimeout(MOMENT);
      assertThrows(SocketTimeoutException.class, () -> answer(socket));
      orders.execute("unit 1 needs-silence 10");
      socket.setSoTimeout(PATIENCE);
      ask(socket);
      assertEquals(ON, answer(socket));
    }
  }

  @Test
  void aConnectionIsDeafForAWhileAndOthersAreNot() throws Exception {
    orders.execute("unit 1 blackhole 3600000; answer");
    try (Socket deaf = connect(MOMENT);
        Socket other = connect(PATIENCE)) {
      ask(deaf);
      assertThrows(SocketTimeoutException.class, () -> answer(deaf));
      orders.execute("right 1");
      ask(deaf);
      assertThrows(SocketTimeoutException.class, () -> answer(deaf));
      ask(other);
      assertEquals(ON, answer(other));
    }
    orders.execute("unit 1 blackhole 1");
    try (Socket deaf = connect(MOMENT)) {
      ask(deaf);
      assertThrows(SocketTimeoutException.class, () -> answer(deaf));
      orders.execute("right 1");
      ask(deaf);
      deaf.setSoTimeout(PATIENCE);
      assertEquals(ON, answer(deaf));
    }
  }

  @Test
  void connectionsAreRefusedForAWhile() throws Exception {
    assertEquals("modbus off for 3600000 ms", orders.execute("refuse modbus 3600000"));
    assertThrows(IOException.class, () -> connect(PATIENCE).close());
    orders.execute("on");
    connect(PATIENCE).close();
    orders.execute("refuse modbus 50");
    Awaitility.await()
        .atMost(Duration.ofMillis(PATIENCE))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              try (Socket socket = connect(PATIENCE)) {
                ask(socket);
                return answer(socket).equals(ON);
              }
            });
    assertTrue(refused("refuse opcua 5").contains("modbus or rtu"));
    assertTrue(refused("refuse rtu 5").contains("--rtu-port"));
    assertTrue(refused("refuse modbus 3600001").contains("3600000"));
    assertTrue(refused("max-connections many").contains("0 to 9999"));
    assertTrue(refused("off serial").contains("--serial"));
  }

  private String refused(String order) {
    return assertThrows(IllegalArgumentException.class, () -> orders.execute(order)).getMessage();
  }

  @Test
  void oneMoreThanThereIsRoomForIsEndedUntilAnotherLeaves() throws Exception {
    assertEquals("max-connections 1", orders.execute("max-connections 1"));
    assertEquals("max-connections 1", orders.execute("status"));
    try (Socket first = connect(PATIENCE)) {
      ask(first);
      assertEquals(ON, answer(first));
      try (Socket second = connect(PATIENCE)) {
        assertEquals(-1, second.getInputStream().read());
      }
      ask(first);
      assertEquals(ON, answer(first));
    }
    Awaitility.await()
        .atMost(Duration.ofMillis(PATIENCE))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              try (Socket next = connect(PATIENCE)) {
                ask(next);
                return answer(next).equals(ON);
              }
            });
    orders.execute("max-connections 0");
    assertEquals("no faults", orders.execute("status"));
  }

  @Test
  void aSlaveAnswersAtASerialPortWithTheSameFaults() throws Exception {
    PtyProcess terminal =
        new PtyProcessBuilder(new String[] {"sh", "-c", "stty raw -echo; tty; exec sleep 600"})
            .setEnvironment(Map.of("PATH", System.getenv("PATH"), "TERM", "dumb"))
            .start();
    try {
      StringBuilder name = new StringBuilder();
      for (int c = terminal.getInputStream().read();
          c != '\n';
          c = terminal.getInputStream().read()) {
        name.append((char) c);
      }
      slave.at(SerialDevice.of(Path.of(name.toString().strip()), "19200,E,1"));
      byte[] request = SlaveRequest.rtu(1, HexFormat.of().parseHex("0100000001"));
      byte[] right = SlaveRequest.rtu(1, HexFormat.of().parseHex("010101"));
      assertArrayEquals(right, said(terminal, request, right.length));
      orders.execute("unit 1 echo; answer");
      byte[] both = said(terminal, request, request.length + right.length);
      assertEquals(
          HexFormat.of().formatHex(request) + HexFormat.of().formatHex(right),
          HexFormat.of().formatHex(both));
      // There is no connection that could end: it is silence, and the next request is answered.
      orders.execute("unit 1 hangup; answer");
      terminal.getOutputStream().write(request);
      terminal.getOutputStream().flush();
      assertArrayEquals(right, said(terminal, request, right.length));
      assertEquals("serial off", orders.execute("off serial"));
      terminal.getOutputStream().write(request);
      terminal.getOutputStream().flush();
      assertEquals("serial on", orders.execute("on serial"));
      orders.execute("right 1");
      assertArrayEquals(right, said(terminal, request, right.length));
    } finally {
      terminal.destroyForcibly();
    }
  }

  private static byte[] said(PtyProcess terminal, byte[] request, int bytes) throws Exception {
    terminal.getOutputStream().write(request);
    terminal.getOutputStream().flush();
    InputStream in = terminal.getInputStream();
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return in.readNBytes(bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .get(PATIENCE, TimeUnit.MILLISECONDS);
  }

  @Test
  void aSerialPortThatCannotBeIsToldInWords() {
    Path path = Path.of("/dev/no-such-port");
    IOException absent =
        assertThrows(IOException.class, () -> slave.at(SerialDevice.of(path, "9600,N,1")));
    assertEquals("/dev/no-such-port does not exist", absent.getMessage());
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> SerialDevice.of(path, "9600"));
    assertTrue(wrong.getMessage().contains("9600,N,1"), wrong.getMessage());
  }
}
