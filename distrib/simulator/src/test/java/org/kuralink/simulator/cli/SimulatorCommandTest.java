/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import picocli.CommandLine;

class SimulatorCommandTest {
  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({
    "--tcp-port, 99999, '--tcp-port must be 0 to 65535, not 99999'",
    "--http-port, -1, '--http-port must be 0 to 65535, not -1'",
    "--coap-port, 65536, '--coap-port must be 0 to 65535, not 65536'",
    "--token-lifetime, 0, --token-lifetime",
    "--https-token-lifetime, 0, --https-token-lifetime",
    "--limits, some, '--limits must be platform, free or none, not some'",
    "--instance-id, a/b, --instance-id must consist of",
    "--instance-id, '', --instance-id must consist of",
    "--max-payload, -1, --max-payload",
    "--max-payload, 2147483647, --max-payload"
  })
  void saysWhatANumberOutOfRangeMayBe(String option, String value, String words) {
    assertOneLine(CommandLine.ExitCode.USAGE, "simulator: " + words, option, value);
  }

  @Test
  void anOptionThatThereIsNotIsOneLineToo() {
    assertOneLine(
        CommandLine.ExitCode.USAGE,
        "simulator: Unknown option: '--porto=1'; see simulator --help",
        "--porto=1");
  }

  @Test
  void saysWhatToDoAboutADirectoryThatCannotBeUsed() throws IOException {
    Path file = Files.createFile(data.resolve("file"));
    assertOneLine(
        CommandLine.ExitCode.SOFTWARE,
        "simulator: cannot write to the data directory "
            + file
            + ": a file with this name exists; name another",
        "--data",
        file.toString());
    assertOneLine(
        CommandLine.ExitCode.SOFTWARE,
        "simulator: cannot write to the data directory /proc/kuralink: ",
        "--data",
        "/proc/kuralink");
  }

  @Test
  void refusesTheDataOfASimulatorThatRuns() throws IOException {
    try (Simulator first = Simulator.start(SimulatorOptions.forTests().withData(data))) {
      assertOneLine(
          CommandLine.ExitCode.SOFTWARE,
          "simulator: "
              + data
              + " is in use by another running simulator (process "
              + ProcessHandle.current().pid()
              + "): stop that simulator, or name another directory with --data",
          "--data",
          data.toString(),
          "--http-port",
          "0");
      assertTrue(first.ports().http() > 0);
    }
    Simulator.start(SimulatorOptions.forTests().withData(data)).close();
  }

  @Test
  void namesTheOptionOfAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      for (String which : List.of("tcp", "http", "https")) {
        String said =
            assertOneLine(
                CommandLine.ExitCode.SOFTWARE,
                "simulator: cannot listen for " + which + " on 127.0.0.1:" + port + ": ",
                "--data",
                data.toString(),
                "--tcp-port",
                which.equals("tcp") ? port : "0",
                "--tls-port=0",
                "--ws-port=0",
                "--wss-port=0",
                "--https-port",
                which.equals("https") ? port : "0",
                "--coaps-port=0",
                "--coap-port=0",
                "--http-port",
                which.equals("http") ? port : "0");
        assertTrue(said.contains("with --" + which + "-port, 0 for any"), said);
      }
    }
  }

  @Test
  void namesTheOptionOfAnAddressThatIsNotOfThisMachine() {
    assertTrue(
        assertOneLine(
                CommandLine.ExitCode.SOFTWARE,
                "simulator: cannot listen for ",
                "--bind=203.0.113.9",
                "--http-port=0")
            .contains("this machine has no such address; name one that it has with --bind"));
  }

  @Test
  void namesTheOptionOfAPortOfUdpThatIsTaken() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      for (String which : List.of("coap", "coaps")) {
        List<String> options = new ArrayList<>();
        for (String each : List.of("tcp", "tls", "ws", "wss", "https", "http", "coaps", "coap")) {
          options.add("--" + each + "-port=" + (each.equals(which) ? port : "0"));
        }
        String said =
            assertOneLine(
                CommandLine.ExitCode.SOFTWARE,
                "simulator: cannot listen for " + which + " on 127.0.0.1:" + port + ": ",
                options.toArray(String[]::new));
        assertTrue(said.contains("with --" + which + "-port, 0 for any"), said);
      }
    }
  }

  private String assertOneLine(int code, String words, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    if (!arguments.contains("--data")) {
      arguments.addAll(0, List.of("--data", data.toString()));
    }
    StringWriter said = new StringWriter();
    assertEquals(
        code,
        SimulatorCommand.commandLine(new SimulatorCommand())
            .setErr(new PrintWriter(said))
            .execute(arguments.toArray(String[]::new)));
    String line = said.toString().strip();
    assertTrue(line.startsWith(words), line);
    assertEquals(1, line.lines().count(), line);
    return line;
  }
}
