/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.modbus.LineStage.point;
import static org.kuralink.channel.modbus.LineStage.server;

import com.digitalpetri.modbus.Modbus;
import com.digitalpetri.modbus.server.ModbusRtuServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.Netty;
import com.digitalpetri.modbus.tcp.server.NettyRtuServerTransport;
import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;

/** Tests RTU on a serial port: a pseudo-terminal with a slave at its other end. */
class SerialLineTest {

  private static final int READ_HOLDING_REGISTERS = 3;
  private static final List<FieldPoint> ONE = List.of(point("A", 0x10, 50));

  private final LineStage stage = new LineStage();

  @AfterAll
  static void release() {
    Netty.releaseSharedResources();
    Modbus.releaseSharedResources();
  }

  /** The two ends of a serial cable. */
  private static final class Cable implements Closeable {

    private final PtyProcess process;
    private final ScriptedSlave slave;
    private final String port;

    /** Creates a cable to a slave that answers RTU frames at a port of the loopback address. */
    static Cable to(int tcpPort) throws IOException {
      Cable cable = new Cable(false);
      Socket there = new Socket(InetAddress.getLoopbackAddress(), tcpPort);
      pump(cable.process.getInputStream(), there.getOutputStream());
      pump(there.getInputStream(), cable.process.getOutputStream());
      return cable;
    }

    private static void pump(InputStream from, OutputStream to) {
      Thread thread =
          new Thread(
              () -> {
                byte[] bytes = new byte[300];
                try {
                  for (int n = from.read(bytes); n > 0; n = from.read(bytes)) {
                    to.write(bytes, 0, n);
                    to.flush();
                  }
                } catch (IOException expected) {
                  // Closing one end simulates an unplugged cable.
                }
              },
              "cable");
      thread.setDaemon(true);
      thread.start();
    }

    Cable() throws IOException {
      this(true);
    }

    private Cable(boolean scripted) throws IOException {
      process =
          new PtyProcessBuilder(new String[] {"sh", "-c", "stty raw -echo; tty; exec sleep 600"})
              .setEnvironment(Map.of("PATH", System.getenv("PATH"), "TERM", "dumb"))
              .start();
      StringBuilder name = new StringBuilder();
      for (int c = process.getInputStream().read();
          c != '\n';
          c = process.getInputStream().read()) {
        name.append((char) c);
      }
      port = name.toString().strip();
      slave =
          scripted
              ? ScriptedSlave.onStreams(process.getInputStream(), process.getOutputStream())
              : ScriptedSlave.tcp();
      slave.registers(1)[0x10] = 7;
      slave.registers(17)[0x10] = 8;
    }

    /** The line hears of it when this end is closed, not when nobody holds the other one. */
    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      process.getOutputStream().close();
      process.getInputStream().close();
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  private static FieldServer at(String port, int... units) {
    Map<String, Object> members =
        Map.of("serialPort", port, "baudRate", BigDecimal.valueOf(9600), "parity", "N");
    return server("S2", "RTU", members, ONE, units);
  }

  @Test
  void unitsOfALineAreAskedInTurnAndOneInThreeDamagedAnswersIsAskedForAgain() throws Exception {
    try (Cable cable = new Cable()) {
      AtomicInteger count = new AtomicInteger();
      cable.slave.always(
          (request, right) -> {
            byte[] sent = right.clone();
            // A write is not retried, because it may have been executed.
            if (right[1] == READ_HOLDING_REGISTERS && count.incrementAndGet() % 3 == 0) {
              sent[4] ^= 1;
            }
            return List.of(Arrays.copyOf(sent, 3), Arrays.copyOfRange(sent, 3, sent.length));
          });
      ModbusChannel channel = LineStage.channel("serial.ports", cable.port);
      assertEquals(List.of(), channel.check(at(cable.port, 1, 17)));
      try (OpenFieldServer open = channel.open(at(cable.port, 1, 17), stage)) {
        await(() -> stage.count(1) >= 4 && stage.count(17) >= 4);
        assertTrue(
            stage.reports().stream()
                .allMatch(
                    r ->
                        r.values()
                            .equals(
                                Map.of(
                                    "A",
                                    new BigDecimal(
                                        r.device().equals(LineStage.device(1)) ? 7 : 8)))));
        assertTrue(open.status().retries() >= 2);
        assertEquals(State.CONNECTED, open.status().state());
        open.set(LineStage.device(17), Map.of("A", 99)).toCompletableFuture().join();
        assertEquals(99, cable.slave.registers(17)[0x10]);
      }
    }
  }

  @Test
  void aSlaveOfAnotherCodeBaseIsReadAndSetOverTheTerminal() throws Exception {
    ProcessImage image = new ProcessImage();
    image.with(
        transaction ->
            transaction.writeHoldingRegisters(map -> map.put(0x10, new byte[] {0x12, 0x34})));
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    ModbusRtuServer other =
        ModbusRtuServer.create(
            NettyRtuServerTransport.create(
                config -> {
                  config.bindAddress = "127.0.0.1";
                  config.port = free;
                }),
            new ReadWriteModbusServices() {
              @Override
              protected Optional<ProcessImage> getProcessImage(int unit) {
                return unit == 17 ? Optional.of(image) : Optional.empty();
              }
            });
    other.start();
    try (Cable cable = Cable.to(free)) {
      ModbusChannel channel =
          LineStage.channel("serial.ports", cable.port, "timeout.milliseconds", "20000");
      try (OpenFieldServer open = channel.open(at(cable.port, 17), stage)) {
        await(() -> stage.count(17) >= 2);
        assertEquals("4660", stage.last(17, "A"));
        open.set(LineStage.device(17), Map.of("A", 99)).toCompletableFuture().join();
        assertEquals(99, image.<byte[]>get(t -> t.readHoldingRegisters(map -> map.get(0x10)))[1]);
      }
    } finally {
      other.stop();
    }
  }

  @Test
  void aCableThatIsPulledAndPutBackIsFoundAgain() throws Exception {
    Path link = Path.of("/dev/shm").resolve("modbus-" + ProcessHandle.current().pid());
    Files.deleteIfExists(link);
    ModbusChannel channel =
        LineStage.channel("serial.ports", link.toString(), "timeout.milliseconds", "200");
    try (Cable first = new Cable()) {
      Files.createSymbolicLink(link, Path.of(first.port));
      try (OpenFieldServer open = channel.open(at(link.toString(), 1), stage)) {
        await(() -> stage.count(1) >= 2);
        first.close();
        await(() -> open.status().state() == State.CONNECTING);
        long before = stage.count(1);
        try (Cable second = new Cable()) {
          Files.delete(link);
          Files.createSymbolicLink(link, Path.of(second.port));
          await(() -> stage.count(1) > before);
          assertTrue(open.status().disconnectionsLastMinute() >= 1);
        }
      }
    } finally {
      Files.deleteIfExists(link);
    }
  }

  @Test
  void theLibraryLiesWhereNobodyElseGetsIn() throws Exception {
    new SerialLibrary(Optional.of(Path.of("target", "modbus-test"))).prepare();
    Path place = Path.of(System.getProperty("jSerialComm.library.path"));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(place)));
    assertTrue(Files.isRegularFile(place.resolve("Linux/x86_64/libjSerialComm.so")));
  }

  @Test
  void aPortThatNobodyAllowedIsRefusedAndNamesTheSetting() {
    ModbusChannel channel = LineStage.channel();
    assertTrue(channel.check(at("/dev/ttyUSB0", 1)).toString().contains("not in serial.ports"));
    try (OpenFieldServer open = channel.open(at("/dev/ttyUSB0", 1), stage)) {
      await(() -> open.status().state() == State.REFUSED);
    }
  }

  @Test
  void oneLineHasOneSetting() {
    ModbusChannel channel = LineStage.channel("serial.ports", "/dev/ttyUSB99");
    Map<String, Object> other =
        Map.of("serialPort", "/dev/ttyUSB99", "baudRate", BigDecimal.valueOf(19_200));
    try (OpenFieldServer open = channel.open(at("/dev/ttyUSB99", 1), stage);
        OpenFieldServer same = channel.open(at("/dev/ttyUSB99", 2), stage);
        OpenFieldServer differs = channel.open(server("S3", "RTU", other, ONE, 3), stage)) {
      assertEquals(State.REFUSED, differs.status().state());
      assertTrue(
          differs
              .status()
              .lastError()
              .orElseThrow()
              .contains("all servers of a line need the same settings"));
      await(
          () ->
              same.status()
                  .lastError()
                  .orElse("")
                  .contains("serial port /dev/ttyUSB99 does not exist"));
      assertEquals(State.CONNECTING, open.status().state());
    }
  }
}
