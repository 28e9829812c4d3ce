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
import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.WriteMultipleRegistersRequest;
import com.digitalpetri.modbus.tcp.Netty;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FieldSlaveTest {

  private static final String SECONDS_OF_1 = "000100000006010300000001";
  private static final String SECONDS_OF_2 = "000100000006020300000001";
  private static final int PATIENCE = 30_000;

  private int port;
  private int rtuPort;
  private FieldSlave slave;
  private FieldOrders orders;

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket free = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      port = free.getLocalPort();
      rtuPort = other.getLocalPort();
    }
    slave = new FieldSlave("127.0.0.1", port, Optional.of(rtuPort), List.of(1, 2));
    slave.on();
    slave.rtu().orElseThrow().on();
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

  private byte[] ask(String frame, int bytes, int millis) throws IOException {
    return ask(port, frame, bytes, millis);
  }

  /** Sends a request, and takes as many bytes of the answer. */
  private static byte[] ask(int port, String frame, int bytes, int millis) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(HexFormat.of().parseHex(frame));
      return socket.getInputStream().readNBytes(bytes);
    }
  }

  private String hex(String frame, int bytes) throws IOException {
    return HexFormat.of().formatHex(ask(frame, bytes, PATIENCE));
  }

  @Test
  void itsRegistersAreReadAndWritten() throws Exception {
    byte[] answer = ask("000100000006010300000004", 17, PATIENCE);
    assertEquals(8, answer[8]);
    byte[] written = HexFormat.of().parseHex("00020000000601060010FB2E");
    assertArrayEquals(written, ask("00020000000601060010FB2E", 12, PATIENCE));
    byte[] back = ask("000300000006010300100001", 11, PATIENCE);
    assertArrayEquals(new byte[] {(byte) 0xFB, 0x2E}, Arrays.copyOfRange(back, 9, 11));
  }

  @Test
  void aClientOfItsLibraryReadsWhatItWrote() throws Exception {
    ModbusTcpClient client =
        ModbusTcpClient.create(
            NettyTcpClientTransport.create(
                config -> {
                  config.hostname = "127.0.0.1";
                  config.port = port;
                }));
    client.connect();
    try {
      byte[] value = {0x42, 0x21, (byte) 0x80, 0x00};
      client.writeMultipleRegisters(2, new WriteMultipleRegistersRequest(0x11, 2, value));
      assertArrayEquals(
          value,
          client.readHoldingRegisters(2, new ReadHoldingRegistersRequest(0x11, 2)).registers());
      byte[] name =
          client.readHoldingRegisters(2, new ReadHoldingRegistersRequest(0x20, 8)).registers();
      assertEquals("Meter 2", new String(name, 0, 7, StandardCharsets.US_ASCII));
      orders.execute("unit 2 table holdingRegister address 0x20-0x27 exception 4");
      ModbusResponseException refused =
          assertThrows(
              ModbusResponseException.class,
              () -> client.readHoldingRegisters(2, new ReadHoldingRegistersRequest(0x20, 8)));
      assertEquals(4, refused.getExceptionCode());
    } finally {
      client.disconnect();
    }
  }

  @Test
  void whatIsNotThereIsRefused() throws Exception {
    assertEquals("00010000000309830b", hex("000100000006090300000001", 9));
    assertEquals("000100000003018302", hex("000100000006010300300001", 9));
    assertEquals("000100000003018302", hex("00010000000601030020007D", 9));
  }

  @Test
  void aUnitIsSilentUntilItIsRightAgain() throws Exception {
    assertEquals("unit 2: silent", orders.execute("silent 2"));
    assertThrows(SocketTimeoutException.class, () -> ask(SECONDS_OF_2, 11, 300));
    assertEquals(11, ask(SECONDS_OF_1, 11, PATIENCE).length);
    orders.execute("right 2");
    assertEquals("unit 1: delay 5", orders.execute("slow 1 5"));
    assertEquals(11, ask(SECONDS_OF_2, 11, PATIENCE).length);
    assertEquals(11, ask(SECONDS_OF_1, 11, PATIENCE).length);
    assertEquals("unit 1: silent", orders.execute("off 1"));
    assertEquals("unit 1: silent", orders.execute("status").lines().findFirst().orElseThrow());
    orders.execute("on 1");
    assertEquals("no faults", orders.execute("status"));
    slave.fault(1, Optional.of(new FieldSlave.Fault(true, 0)));
    assertEquals("unit 1: silent", orders.execute("status"));
  }

  @Test
  void onlyWhatIsOrderedIsWrong() throws Exception {
    orders.execute("unit 1 table holdingRegister address 0x10-0x11 exception 6");
    assertEquals("000100000003018306", hex("0001000000060103000F0002", 9));
    assertEquals(11, ask(SECONDS_OF_1, 11, PATIENCE).length);
    assertEquals(11, ask("000100000006020300100001", 11, PATIENCE).length);
    assertEquals(10, ask("000100000006010100000008", 10, PATIENCE).length);
    orders.execute("unit all answer");
    assertEquals(11, ask("000100000006010300100001", 11, PATIENCE).length);
  }

  @Test
  void anAnswerIsWrongInTheWayThatIsOrdered() throws Exception {
    orders.execute("unit 1 table coilStatus as-unit 7");
    assertEquals("00010000000407010101", hex("000100000006010100000001", 10));
    orders.execute("unit 1 table coilStatus tid 2");
    assertEquals("00030000000401010101", hex("000100000006010100000001", 10));
    orders.execute("unit 1 table coilStatus extra 2");
    assertEquals("000100000006010101010000", hex("000100000006010100000001", 12));
    orders.execute("unit 1 table coilStatus cut 1");
    assertEquals("000100000003010101", hex("000100000006010100000001", 9));
    orders.execute("unit 1 table coilStatus noise 2");
    assertEquals("000000010000000401010101", hex("000100000006010100000001", 12));
    orders.execute("unit 1 table coilStatus flip-bit 7");
    assertEquals("00010000000401000101", hex("000100000006010100000001", 10));
    orders.execute("unit 1 table coilStatus close");
    assertEquals("00010000000401010101", hex("000100000006010100000001", 99));
    orders.execute("unit 1 table coilStatus hangup");
    assertEquals("", hex("000100000006010100000001", 99));
  }

  @Test
  void everyThirdFrameOfRtuIsSpoiled() throws Exception {
    String request = rtu("010100000001");
    String right = rtu("01010101");
    assertEquals(
        "unit 1: answer; answer; crc-swapped", orders.execute("unit 1 answer;answer; crc-swapped"));
    for (int i = 0; i < 2; i++) {
      assertEquals(right, HexFormat.of().formatHex(ask(rtuPort, request, 6, PATIENCE)));
    }
    String wrong = HexFormat.of().formatHex(ask(rtuPort, request, 6, PATIENCE));
    assertEquals(right.substring(0, 8) + right.substring(10) + right.substring(8, 10), wrong);
    orders.execute("unit 1 echo");
    assertEquals(request + right, HexFormat.of().formatHex(ask(rtuPort, request, 14, PATIENCE)));
    orders.execute("right 1");
    assertEquals(right, HexFormat.of().formatHex(ask(rtuPort, "ff00" + request, 6, PATIENCE)));
    assertThrows(SocketTimeoutException.class, () -> ask(rtuPort, rtu("090100000001"), 6, 300));
  }

  private static String rtu(String body) {
    byte[] bytes = HexFormat.of().parseHex(body);
    return HexFormat.of()
        .formatHex(SlaveRequest.rtu(bytes[0], Arrays.copyOfRange(bytes, 1, bytes.length)));
  }

  @Test
  void itIsSwitchedOffAndOn() throws Exception {
    assertEquals("modbus off", orders.execute("off"));
    assertThrows(IOException.class, () -> ask(SECONDS_OF_1, 11, PATIENCE));
    assertEquals(6, ask(rtuPort, rtu("010100000001"), 6, PATIENCE).length);
    assertEquals("rtu off", orders.execute("off rtu"));
    assertThrows(IOException.class, () -> ask(rtuPort, rtu("010100000001"), 6, PATIENCE));
    assertEquals("modbus on", orders.execute("on modbus"));
    assertEquals(11, ask(SECONDS_OF_1, 11, PATIENCE).length);
  }

  @Test
  void whatCannotBeOrderedIsToldInWords() {
    assertTrue(refused("fly").contains("fly"));
    assertTrue(refused("silent x").contains("the units are [1, 2]"));
    assertTrue(refused("slow 1").contains("needs"));
    assertTrue(refused("unit 1 exception").contains("needs a number"));
    assertTrue(refused("unit 1 exception 256").contains("0 to 255"));
    assertTrue(refused("unit 1 table drawer silent").contains("holdingRegister"));
    assertTrue(refused("unit 1 address 0x20-0x10 silent").contains("not a range"));
    assertTrue(refused("unit 1 address here silent").contains("0xFFFF"));
    assertTrue(refused("node Hall silent").contains("OPC UA"));
  }

  private String refused(String order) {
    return assertThrows(IllegalArgumentException.class, () -> orders.execute(order)).getMessage();
  }
}
