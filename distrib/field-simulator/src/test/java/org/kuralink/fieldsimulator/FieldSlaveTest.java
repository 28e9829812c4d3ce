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
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FieldSlaveTest {

  private int port;
  private FieldSlave slave;

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    slave = new FieldSlave(port, List.of(1, 2));
    slave.on();
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

  /** Sends a request, and takes as many bytes of the answer. */
  private byte[] ask(String frame, int bytes, int millis) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(HexFormat.of().parseHex(frame));
      return socket.getInputStream().readNBytes(bytes);
    }
  }

  private String command(String lines) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new FieldSimulator(slave, new PrintStream(out, true, StandardCharsets.UTF_8))
        .follow(new BufferedReader(new StringReader(lines)));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itsRegistersAreReadAndWritten() throws Exception {
    byte[] answer = ask("000100000006010300000004", 17, 30_000);
    assertEquals(8, answer[8]);
    byte[] written = HexFormat.of().parseHex("00020000000601060010FB2E");
    assertArrayEquals(written, ask("00020000000601060010FB2E", 12, 30_000));
    byte[] back = ask("000300000006010300100001", 11, 30_000);
    assertArrayEquals(new byte[] {(byte) 0xFB, 0x2E}, Arrays.copyOfRange(back, 9, 11));
  }

  @Test
  void aUnitIsSilentUntilItIsRightAgain() throws Exception {
    assertTrue(command("silent 2\n").startsWith("unit 2:"));
    assertThrows(SocketTimeoutException.class, () -> ask("000100000006020300000001", 11, 300));
    assertEquals(11, ask("000100000006010300000001", 11, 30_000).length);
    command("right 2\nslow 1 5\n");
    assertEquals(11, ask("000100000006020300000001", 11, 30_000).length);
    assertEquals(11, ask("000100000006010300000001", 11, 30_000).length);
  }

  @Test
  void itIsSwitchedOffAndOn() throws Exception {
    assertEquals("off\n", command("off").replace("\r", ""));
    assertThrows(IOException.class, () -> ask("000100000006010300000001", 11, 30_000));
    command("on");
    assertEquals(11, ask("000100000006010300000001", 11, 30_000).length);
    assertTrue(command("fly\nslow\nsilent x\n").contains("Usage"));
  }
}
