/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.fieldsimulator.FieldSimulator.Login;
import org.kuralink.fieldsimulator.FieldSimulator.Options;
import org.kuralink.fieldsimulator.FieldSimulator.Ports;
import org.kuralink.fieldsimulator.FieldSimulator.Slaves;
import picocli.CommandLine;

class FieldSimulatorTest {

  @TempDir Path data;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Optional<FieldSimulator> started = Optional.empty();

  @AfterEach
  void stop() throws IOException {
    if (started.isPresent()) {
      started.get().close();
    }
  }

  private FieldSimulator start(Ports ports) throws IOException {
    return start(ports, Slaves.of(List.of(1, 2)));
  }

  private FieldSimulator start(Ports ports, Slaves slaves) throws IOException {
    FieldSimulator simulator =
        FieldSimulator.start(
            new Options("127.0.0.1", ports, slaves, new Login("operator", "test123", true), data),
            new PrintStream(printed, true, StandardCharsets.UTF_8));
    started = Optional.of(simulator);
    return simulator;
  }

  private FieldSimulator startSlaves() throws IOException {
    return start(new Ports(0, Optional.empty(), Optional.empty(), 0));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  @Test
  void itsConsoleTakesLinesUntilExit() throws Exception {
    FieldSimulator simulator = startSlaves();
    int port = simulator.options().ports().modbus();
    assertTrue(printed().startsWith("Modbus TCP on 127.0.0.1:" + port + ", units 1, 2\n"));
    printed.reset();
    assertTrue(
        simulator.follow(
            new BufferedReader(
                new StringReader("off\non\n\nunit 2 exception 4\nfly\nexit\nnever\n"))));
    assertEquals(
        "modbus off\nmodbus on\nunit 2: exception 4\nunknown command fly; see help\n", printed());
    assertFalse(simulator.follow(new BufferedReader(new StringReader("status"))));
  }

  @Test
  void anotherProcessOrdersIfItMayReadTheFile() throws Exception {
    FieldSimulator simulator = startSlaves();
    assertEquals("unit 1: silent", OrderServer.tell(data, "silent 1"));
    assertEquals("unit 1: silent", simulator.orders().execute("status"));
    IOException refused = assertThrows(IOException.class, () -> OrderServer.tell(data, "fly"));
    assertEquals("unknown command fly; see help", refused.getMessage());
    Path file = data.resolve(OrderServer.FILE);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    }
    String url = Files.readString(file).split("\"", 3)[1];
    assertEquals(401, post(url, "status", "Bearer 0"));
    simulator.close();
    assertFalse(Files.exists(file));
    assertThrows(IOException.class, () -> OrderServer.tell(data, "status"));
  }

  private static int post(String url, String order, String credential) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", credential)
            .POST(HttpRequest.BodyPublishers.ofString(order))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aPortThatIsTakenIsToldWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertNames(
          new Ports(port, Optional.empty(), Optional.empty(), 0), port + " (--modbus-port): ");
      assertNames(new Ports(0, Optional.of(port), Optional.empty(), 0), port + " (--rtu-port): ");
      assertNames(new Ports(0, Optional.empty(), Optional.of(port), 0), port + " (--opcua-port): ");
      assertNames(new Ports(0, Optional.empty(), Optional.empty(), port), "(--order-port): ");
    }
    startSlaves();
    assertNames(new Ports(0, Optional.empty(), Optional.empty(), 0), "(--data): another");
  }

  private void assertNames(Ports ports, String words) {
    String told = assertThrows(IOException.class, () -> start(ports)).getMessage();
    assertTrue(told.contains(words), told);
    assertFalse(told.contains("\n"), told);
  }

  @Test
  void theExampleFitsWhatIsThere() throws Exception {
    FieldSimulator simulator = start(new Ports(0, Optional.empty(), Optional.of(0), 0));
    Ports ports = simulator.options().ports();
    JsonObject example =
        JsonParser.parseString(FieldSimulator.example(ports.modbus(), ports.opcua().orElseThrow()))
            .getAsJsonObject();
    JsonObject meters = example.getAsJsonArray("serverList").get(0).getAsJsonObject();
    JsonObject ovens = example.getAsJsonArray("serverList").get(1).getAsJsonObject();
    assertEquals(ports.modbus(), meters.get("port").getAsInt());
    assertTrue(ovens.get("url").getAsString().endsWith(":" + ports.opcua().orElseThrow()));
    SlaveRegisters registers = new SlaveRegisters(1);
    for (JsonElement each : points(example, 0, "properties")) {
      assertTrue(registers.has(request(each.getAsJsonObject())), each.toString());
    }
    HallNodes nodes = simulator.hall().get(120, TimeUnit.SECONDS).nodes();
    for (String list : List.of("properties", "services")) {
      for (JsonElement each : points(example, 1, list)) {
        String name = each.getAsJsonObject().get("displayName").getAsString();
        assertTrue(nodes.contains("Hall/Oven 1/" + name), name);
        assertTrue(nodes.contains("Hall/Oven 2/" + name), name);
      }
    }
    assertEquals(HallOven.TOO_HOT, name(points(example, 1, "events").iterator().next()));
    assertTrue(printed().contains("OPC UA on opc.tcp://localhost:"), printed());
  }

  private static String name(JsonElement point) {
    return point.getAsJsonObject().get("displayName").getAsString();
  }

  private static Iterable<JsonElement> points(JsonObject example, int product, String list) {
    return example.getAsJsonArray("modelList").get(product).getAsJsonObject().getAsJsonArray(list);
  }

  private static SlaveRequest request(JsonObject point) {
    int function =
        switch (point.get("operateType").getAsString()) {
          case "holdingRegister" -> 3;
          case "inputRegister" -> 4;
          case "coilStatus" -> 1;
          default -> 2;
        };
    int address = Integer.decode(point.get("registerAddress").getAsString());
    int count =
        point
            .getAsJsonObject("originalDataType")
            .getAsJsonObject("specs")
            .get("registerCount")
            .getAsInt();
    byte[] pdu = {(byte) function, (byte) (address >> 8), (byte) address, 0, (byte) count};
    return new SlaveRequest(0, 1, pdu, pdu);
  }

  /** What the command line prints, and its exit code before it. */
  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = FieldSimulatorCommand.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    return line.execute(arguments) + " " + out;
  }

  @Test
  void itsCommandLineSpeaksInSentences() throws Exception {
    assertTrue(run("--help").contains("(default: 1502)"));
    assertTrue(run("--help").contains("(default: 4840)"));
    assertTrue(
        run("--modbus-port", "70000").startsWith("2 field-simulator: a port must be 0 to 65535"));
    assertTrue(run("--units", "0").startsWith("2 field-simulator: --units must be 1 to 255"));
    assertTrue(
        run("tell", "--data", data.toString(), "status").startsWith("1 field-simulator: no"));
    startSlaves();
    assertTrue(run("tell", "--data", data.toString(), "off", "2").startsWith("0 unit 2: silent"));
    String example = run("--print-example", "--modbus-port", "2502", "--opcua-port", "5840");
    assertTrue(example.contains("\"port\": 2502") && example.contains("127.0.0.1:5840"));
    assertNotEquals(-1, example.indexOf("Hall/Oven 2"));
  }
}
