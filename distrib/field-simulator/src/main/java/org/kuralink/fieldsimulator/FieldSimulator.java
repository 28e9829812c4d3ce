/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Simulated field devices: Modbus slaves, which start at once, an OPC UA server, which takes some
 * seconds to start, and an HTTP interface for commands. Owns the thread {@code
 * field-simulator-opcua}, which ends when the OPC UA server has started.
 */
public final class FieldSimulator implements AutoCloseable {

  static final int MODBUS_PORT = 1502;
  static final int OPCUA_PORT = 4840;

  private static final String EXAMPLE = "/example/field-channels.json";

  private final Options options;
  private final PrintStream out;
  private final FileChannel lock;
  private final FieldSlave slave;
  private final FieldOrders orders;
  private final CompletableFuture<HallServer> hall = new CompletableFuture<>();
  private final OrderServer door;
  private boolean closed;

  /**
   * The options of the command line.
   *
   * @param address the address to listen on
   * @param login the log-in data of the OPC UA server
   */
  record Options(String address, Ports ports, Slaves slaves, Login login, Path data) {

    /** Returns the options with free ports instead of 0. */
    Options numbered() throws IOException {
      Ports numbered =
          new Ports(free(ports.modbus()), free(ports.rtu()), free(ports.opcua()), ports.orders());
      return new Options(address, numbered, slaves, login, data);
    }

    private Optional<Integer> free(Optional<Integer> port) throws IOException {
      return port.isPresent() ? Optional.of(free(port.get())) : port;
    }

    private int free(int port) throws IOException {
      return port == 0 ? FreePort.any(address) : port;
    }
  }

  /**
   * The ports; 0 stands for any free port.
   *
   * @param modbus the port for Modbus TCP
   * @param rtu the port for RTU frames over TCP; empty for none
   * @param opcua the port of the OPC UA server; empty for none
   * @param orders the port for commands, on the loopback address only
   */
  record Ports(int modbus, Optional<Integer> rtu, Optional<Integer> opcua, int orders) {}

  /**
   * The Modbus slaves.
   *
   * @param units their unit numbers
   * @param serial a serial port on which they answer as well
   * @param mostConnections the maximum number of connections per port; 0 for no limit
   */
  record Slaves(List<Integer> units, Optional<SerialDevice> serial, int mostConnections) {

    /** Creates slaves without a serial port and without a connection limit. */
    static Slaves of(List<Integer> units) {
      return new Slaves(units, Optional.empty(), 0);
    }
  }

  /**
   * The log-in data of the OPC UA server.
   *
   * @param anonymous whether anonymous users may log in
   */
  record Login(String user, String password, boolean anonymous) {}

  /** Runs the program; see {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(FieldSimulatorCommand.commandLine().execute(arguments));
  }

  /**
   * Starts the simulator. The slaves and the HTTP interface accept connections when this method
   * returns.
   *
   * @throws IOException if it cannot start; the message names the option to change
   */
  static FieldSimulator start(Options options, PrintStream out) throws IOException {
    return new FieldSimulator(options.numbered(), out);
  }

  private FieldSimulator(Options options, PrintStream out) throws IOException {
    this.options = options;
    this.out = out;
    lock = lock(options.data());
    slave = slave(options);
    orders = new FieldOrders(slave, () -> Optional.ofNullable(running()));
    OrderServer opened = null;
    try {
      openSlaves();
      opened = door();
      if (options.ports().opcua().isPresent()) {
        int port = options.ports().opcua().get();
        // Checks the port first: the OPC UA server would report it only after some seconds.
        open(() -> FreePort.check(options.address(), port), port, "--opcua-port");
      }
    } catch (IOException e) {
      if (opened != null) {
        opened.close();
      }
      slave.close();
      lock.close();
      throw e;
    }
    door = opened;
    tell();
    options.ports().opcua().ifPresent(this::startHall);
  }

  private static FieldSlave slave(Options options) {
    FieldSlave slave =
        new FieldSlave(
            options.address(),
            options.ports().modbus(),
            options.ports().rtu(),
            options.slaves().units());
    slave.mostConnections(options.slaves().mostConnections());
    return slave;
  }

  private void openSlaves() throws IOException {
    open(slave.tcp()::on, options.ports().modbus(), "--modbus-port");
    Optional<FieldSlave.Listener> rtu = slave.rtu();
    if (rtu.isPresent()) {
      open(rtu.get()::on, options.ports().rtu().orElse(0), "--rtu-port");
    }
    Optional<SerialDevice> serial = options.slaves().serial();
    if (serial.isPresent()) {
      try {
        slave.at(serial.get());
      } catch (IOException e) {
        throw new IOException("cannot use " + serial.get() + " (--serial): " + e.getMessage(), e);
      }
    }
  }

  private @Nullable HallServer running() {
    return hall.isDone() && !hall.isCompletedExceptionally() ? hall.join() : null;
  }

  private OrderServer door() throws IOException {
    OrderServer[] opened = new OrderServer[1];
    open(
        () -> opened[0] = new OrderServer(orders, options.ports().orders(), options.data()),
        options.ports().orders(),
        "--order-port");
    return opened[0];
  }

  private static FileChannel lock(Path data) throws IOException {
    try {
      Path file = DataFiles.directory(data).resolve("lock");
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new IOException("another field simulator uses it");
      }
      return channel;
    } catch (IOException e) {
      throw new IOException(
          "cannot use the data directory " + data + " (--data): " + e.getMessage(), e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Opens a port. */
  private interface Opening {
    void run() throws IOException;
  }

  private void open(Opening opening, int port, String option) throws IOException {
    try {
      opening.run();
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on "
              + options.address()
              + ":"
              + port
              + " ("
              + option
              + "): "
              + e.getMessage(),
          e);
    }
  }

  private void tell() {
    out.println("Modbus TCP on " + options.address() + ":" + options.ports().modbus() + units());
    options
        .ports()
        .rtu()
        .ifPresent(
            port ->
                out.println("Modbus RTU over TCP on " + options.address() + ":" + port + units()));
    options.slaves().serial().ifPresent(device -> out.println("Modbus RTU at " + device + units()));
    out.println(
        "Enter commands here (help lists them), or use: kuralink field-simulator tell COMMAND, or:"
            + " curl -K "
            + options.data().resolve(OrderServer.FILE)
            + " -d COMMAND");
    if (options.ports().opcua().isPresent()) {
      out.println("the OPC UA server is starting; this takes some seconds ...");
    }
  }

  private String units() {
    return ", units " + options.slaves().units().toString().replaceAll("[\\[\\]]", "");
  }

  private void startHall(int port) {
    HallServer.Settings settings =
        new HallServer.Settings(
            options.address(),
            port,
            options.login().user(),
            options.login().password(),
            options.login().anonymous(),
            options.data());
    Thread thread =
        new Thread(
            () -> {
              try {
                HallServer server = new HallServer(settings);
                server.on();
                out.println(
                    "OPC UA on "
                        + settings.url()
                        + ", policies None, Basic128Rsa15, Basic256, Basic256Sha256, user "
                        + options.login().user()
                        + (options.login().anonymous() ? " or anonymous" : ""));
                hall.complete(server);
              } catch (IOException | RuntimeException e) {
                hall.completeExceptionally(e);
                out.println("no OPC UA server (--opcua-port " + port + "): " + e.getMessage());
              }
            },
            "field-simulator-opcua");
    thread.setDaemon(true);
    thread.start();
  }

  /** Completed when the OPC UA server listens; never completed without an OPC UA server. */
  CompletableFuture<HallServer> hall() {
    return hall;
  }

  Options options() {
    return options;
  }

  FieldOrders orders() {
    return orders;
  }

  /** Executes the command in each line; returns false if the input ends without {@code exit}. */
  boolean follow(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.strip().equals("exit")) {
        return true;
      }
      try {
        String words = orders.execute(line);
        if (!words.isEmpty()) {
          out.println(words);
        }
      } catch (IllegalArgumentException e) {
        out.println(e.getMessage());
      } catch (IOException e) {
        out.println("the command failed: " + e.getMessage());
      }
    }
    return false;
  }

  /**
   * Returns a gateway configuration that fits these devices, in the format of a push of the
   * platform.
   */
  static String example(int modbusPort, int opcuaPort) throws IOException {
    try (InputStream in = FieldSimulator.class.getResourceAsStream(EXAMPLE)) {
      if (in == null) {
        throw new IOException(
            "the jar of the field simulator is incomplete, build it again: " + EXAMPLE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("\"port\": " + MODBUS_PORT, "\"port\": " + modbusPort)
          .replace("127.0.0.1:" + OPCUA_PORT, "127.0.0.1:" + opcuaPort);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    door.close();
    slave.close();
    HallServer server = running();
    if (server != null) {
      server.close();
    }
    lock.close();
  }
}
