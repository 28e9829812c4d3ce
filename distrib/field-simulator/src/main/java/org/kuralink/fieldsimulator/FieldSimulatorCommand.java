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
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.kuralink.fieldsimulator.FieldSimulator.Login;
import org.kuralink.fieldsimulator.FieldSimulator.Options;
import org.kuralink.fieldsimulator.FieldSimulator.Ports;
import org.kuralink.fieldsimulator.FieldSimulator.Slaves;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line of the field simulator. */
@Command(
    name = "field-simulator",
    mixinStandardHelpOptions = true,
    versionProvider = FieldSimulatorCommand.Version.class,
    sortOptions = false,
    description = {
      "Simulated field devices: Modbus slaves and an OPC UA server with changing values",
      "and faults on demand.",
      ""
    },
    footer = {
      "",
      "Port 0 selects a free port, which is printed. While the simulator runs it reads commands,",
      "one per line; help lists them. From another process use: field-simulator tell off opcua",
      "The command exit, Ctrl-C or SIGTERM stops the simulator."
    })
final class FieldSimulatorCommand implements Callable<Integer> {

  private static final int LARGEST_UNIT = 255;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}). 0.0.0.0 allows access from the network.")
  private String bind = "127.0.0.1";

  @Option(
      names = "--modbus-port",
      paramLabel = "PORT",
      defaultValue = "" + FieldSimulator.MODBUS_PORT,
      description = "Port for Modbus TCP (default: ${DEFAULT-VALUE}).")
  private int modbusPort;

  @Option(
      names = "--rtu-port",
      paramLabel = "PORT",
      description = "Port for Modbus RTU frames over TCP (default: none).")
  private @Nullable Integer rtuPort;

  @Option(
      names = "--serial",
      paramLabel = "PATH",
      description =
          "Serial port or pseudo-terminal for Modbus RTU (default: none), with 8 data bits; set by stty.")
  private @Nullable Path serial;

  @Option(
      names = "--serial-settings",
      paramLabel = "SETTINGS",
      defaultValue = SerialDevice.USUAL,
      description =
          "Baud rate, parity N, E or O, and stop bits of the serial port (default: ${DEFAULT-VALUE}).")
  private String serialSettings = SerialDevice.USUAL;

  @Option(
      names = "--max-connections",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "Maximum number of clients per Modbus port (default: ${DEFAULT-VALUE}, no limit).")
  private int maxConnections;

  @Option(
      names = "--units",
      paramLabel = "NUMBER",
      split = ",",
      defaultValue = "1,2",
      description = "Unit numbers of the Modbus slaves (default: ${DEFAULT-VALUE}).")
  private List<Integer> units = new ArrayList<>();

  @Option(
      names = "--opcua-port",
      paramLabel = "PORT",
      defaultValue = "" + FieldSimulator.OPCUA_PORT,
      description = "Port for OPC UA (default: ${DEFAULT-VALUE}).")
  private int opcuaPort;

  @Option(
      names = "--no-opcua",
      description = "Start no OPC UA server, which saves time and memory.")
  private boolean noOpcua;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "operator",
      description = "User name for the OPC UA server (default: ${DEFAULT-VALUE}).")
  private String user = "operator";

  @Option(
      names = "--password",
      paramLabel = "WORD",
      defaultValue = "test123",
      description =
          "Password for the OPC UA server (default: ${DEFAULT-VALUE}; it protects nothing here).")
  private String password = "test123";

  @Option(
      names = "--no-anonymous",
      description = "Require user name and password from OPC UA clients.")
  private boolean noAnonymous;

  @Option(
      names = "--order-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Port for commands of other processes of this machine (default: ${DEFAULT-VALUE}); the file"
              + " "
              + OrderServer.FILE
              + " in the data directory contains its URL and credential.")
  private int orderPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = "${sys:kuralink.field.simulator.data:-field-simulator-data}",
      description =
          "Directory for the certificate of the OPC UA server (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("field-simulator-data");

  @Option(
      names = "--print-example",
      description = "Print a gateway configuration that fits these devices, and exit.")
  private boolean printExample;

  /** Reports an invalid option in one line. */
  static CommandLine commandLine() {
    return new CommandLine(new FieldSimulatorCommand())
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              wrong
                  .getCommandLine()
                  .getErr()
                  .println(
                      "field-simulator: " + wrong.getMessage() + "; see field-simulator --help");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, arguments) -> {
              command.getErr().println("field-simulator: " + failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** Sends a command to a running simulator. */
  @Command(
      name = "tell",
      description = "Sends a command to the field simulator that runs with the data directory.",
      mixinStandardHelpOptions = true)
  int tell(@Parameters(paramLabel = "WORD", arity = "1..*") List<String> words)
      throws IOException, InterruptedException {
    spec().commandLine().getOut().println(OrderServer.tell(data, String.join(" ", words)));
    return CommandLine.ExitCode.OK;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Options options = options();
    if (printExample) {
      spec().commandLine().getOut().print(FieldSimulator.example(modbusPort, opcuaPort));
      spec().commandLine().getOut().flush();
      return CommandLine.ExitCode.OK;
    }
    FieldSimulator simulator = FieldSimulator.start(options, System.out);
    Thread end = new Thread(() -> close(simulator), "field-simulator-end");
    Runtime.getRuntime().addShutdownHook(end);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (!simulator.follow(in)) {
      // Without standard input it runs until it is stopped.
      new CountDownLatch(1).await();
    }
    return CommandLine.ExitCode.OK;
  }

  private static void close(FieldSimulator simulator) {
    try {
      simulator.close();
    } catch (IOException e) {
      System.err.println("field-simulator: " + e.getMessage());
    }
  }

  private Options options() {
    int rtu = rtuPort == null ? 0 : rtuPort;
    for (int port : new int[] {modbusPort, rtu, opcuaPort, orderPort}) {
      require(port >= 0 && port <= 65_535, "a port must be 0 to 65535, not " + port);
    }
    for (int unit : units) {
      require(unit >= 1 && unit <= LARGEST_UNIT, "--units must be 1 to 255, not " + unit);
    }
    require(maxConnections >= 0, "--max-connections must be 0 or more, not " + maxConnections);
    return new Options(
        bind,
        new Ports(
            modbusPort,
            Optional.ofNullable(rtuPort),
            noOpcua ? Optional.empty() : Optional.of(opcuaPort),
            orderPort),
        new Slaves(units, Optional.ofNullable(serial).map(this::device), maxConnections),
        new Login(user, password, !noAnonymous),
        data);
  }

  private SerialDevice device(Path path) {
    try {
      return SerialDevice.of(path, serialSettings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void require(boolean fits, String words) {
    if (!fits) {
      throw new ParameterException(spec().commandLine(), words);
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not on a command line");
    }
    return spec;
  }

  /** Provides the version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = FieldSimulatorCommand.class.getResourceAsStream("version.properties")) {
        if (in != null) {
          properties.load(in);
        }
      }
      return new String[] {
        "Kuralink field simulator " + properties.getProperty("version", "unknown")
      };
    }
  }
}
