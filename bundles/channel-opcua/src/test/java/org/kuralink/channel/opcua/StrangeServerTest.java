/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.opcua.ChannelStage.OVEN_1;
import static org.kuralink.channel.opcua.ChannelStage.failure;
import static org.kuralink.channel.opcua.ChannelStage.get;
import static org.kuralink.channel.opcua.ChannelStage.ovens;
import static org.kuralink.channel.opcua.ChannelStage.until;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.store.Medium;

/** Tests servers that change, have many nodes, send invalid messages, or change their identity. */
class StrangeServerTest {

  private static OwnCertificate certificate;
  private static OvenServer server;

  private ChannelStage stage;

  @BeforeAll
  static void startServer() throws Exception {
    certificate = OvenServer.certificate();
    server = OvenServer.start(OvenServer.freePort(), certificate, "localhost");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void openStage() throws Exception {
    stage = new ChannelStage(certificate);
    server.trust(certificate.certificate());
    trust(server.port(), certificate);
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  private void trust(int port, OwnCertificate shown) throws Exception {
    stage.known.seen(shown.certificate(), "opc.tcp://127.0.0.1:" + port);
    stage.known.trust(KnownServers.fingerprint(shown.certificate()));
  }

  private static FieldPointStatus point(OpenFieldServer open, String name) {
    return open.status().points().stream()
        .filter(each -> each.device().equals(OVEN_1) && each.identifier().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void untilError(OpenFieldServer open, String name, String words) {
    until(() -> point(open, name).error().filter(words::equals).isPresent());
  }

  @Test
  void nodesThatHaveOtherIdsAreFoundAgainByTheirNames() throws Exception {
    OpenFieldServer open = stage.open(ovens(server.port()));
    until(open, State.CONNECTED);
    server.ovens().set("Oven 1.Temperature", 31.5);
    stage.untilTold(OVEN_1, "Temperature", "31.5");
    server.ovens().rename("renamed ");
    // The old nodes are gone in the middle of it: that shows at the next value, set or call.
    until(
        () -> {
          server.ovens().set("Oven 1.Temperature", 77.5);
          return stage.told.stream()
              .anyMatch(
                  each ->
                      each.device().equals(OVEN_1)
                          && new BigDecimal("77.5").equals(each.values().get("Temperature")));
        });
    until(open, State.CONNECTED);
    get(open.set(OVEN_1, Map.of("Mode", 4)));
    assertEquals((short) 4, server.ovens().get("Oven 1.Mode"));
  }

  @Test
  void aServerThatStartsWithOtherIdsIsBrowsedAgain() throws Exception {
    int port = OvenServer.freePort();
    OpenFieldServer open = stage.open(ovens(port));
    try (OvenServer first = OvenServer.renamed(port, certificate, "a ")) {
      until(open, State.CONNECTED);
    }
    until(open, State.CONNECTING);
    try (OvenServer second = OvenServer.renamed(port, certificate, "b ")) {
      until(open, State.CONNECTED);
      second.ovens().set("Oven 1.Temperature", 41.5);
      stage.untilTold(OVEN_1, "Temperature", "41.5");
    }
  }

  @Test
  void fiveHundredPointsAreOneSubscriptionWithinTheLimitsOfTheServer() {
    FieldServer pushed = ovens(server.port());
    FieldDevice device = pushed.devices().get(0);
    List<FieldPoint> points = new ArrayList<>();
    for (int i = 0; i < Ovens.MANY; i++) {
      points.add(new FieldPoint("here", "P" + i, Map.of("displayName", "P" + i)));
    }
    FieldModel model =
        new FieldModel(
            device.model().productKey(), points, List.of(), List.of(), device.model().thingModel());
    Map<String, Object> path = Map.of("displayNamePath", "Hall/Many");
    OpenFieldServer open =
        stage.open(
            ChannelStage.with(
                pushed,
                pushed.members(),
                pushed.password(),
                List.of(new FieldDevice(device.place(), device.identity(), path, model))));
    until(
        () ->
            open.status().points().stream()
                    .filter(each -> each.quality() == FieldPointStatus.Quality.GOOD)
                    .count()
                == Ovens.MANY);
    assertTrue(open.status().roundTrip().isPresent());
    assertTrue(open.status().requests() > Ovens.MANY, open.status().requests() + " requests");
  }

  @Test
  void whatIsNoValueOfThePointIsToldAndTheNextRightOneIsReported() {
    OpenFieldServer open = stage.open(ovens(server.port()));
    until(open, State.CONNECTED);
    server.ovens().set("Oven 1.Temperature", Double.NaN);
    untilError(open, "Temperature", "it is NaN, which is not a number");
    server.ovens().set("Oven 1.Temperature", new Double[] {1.0, 2.0});
    untilError(open, "Temperature", "it has an unsupported type: Double[]");
    server.ovens().set("Oven 1.Temperature", 22.25);
    stage.untilTold(OVEN_1, "Temperature", "22.25");
    assertEquals(Optional.empty(), point(open, "Temperature").error());
  }

  @Test
  void aCertificateThatExpiredIsNotSpokenWithAlthoughItIsTrusted() throws Exception {
    Clock before = Clock.fixed(Instant.parse("2001-01-01T00:00:00Z"), ZoneOffset.UTC);
    OwnCertificate old = OwnCertificate.of(Medium.disk(), Optional.empty(), before);
    int port = OvenServer.freePort();
    try (OvenServer expired = OvenServer.start(port, old, "localhost")) {
      trust(port, old);
      expired.trust(certificate.certificate());
      OpenFieldServer open = stage.open(ovens(port, "Basic256Sha256", "SignAndEncrypt"));
      until(open, State.REFUSED);
      assertTrue(
          open.status().lastError().orElseThrow().contains("is valid only from 2000-12-31"),
          open.status().lastError().toString());
    }
  }

  @Test
  void aServerThatComesBackWithAnotherCertificateWaitsForAPerson() throws Exception {
    int port = OvenServer.freePort();
    OpenFieldServer open = stage.open(ovens(port, "Basic256Sha256", "SignAndEncrypt"));
    try (OvenServer first = OvenServer.start(port, certificate, "localhost")) {
      first.trust(certificate.certificate());
      until(open, State.CONNECTED);
    }
    OwnCertificate other = OvenServer.anotherCertificate();
    try (OvenServer second = OvenServer.start(port, other, "localhost")) {
      second.trust(certificate.certificate());
      until(open, State.REFUSED);
      assertTrue(open.status().lastError().orElseThrow().contains("is not trusted yet"));
      stage.known.trust(KnownServers.fingerprint(other.certificate()));
      until(open, State.CONNECTED);
    }
  }

  /** Hello is answered, in the size of buffers that everybody has. */
  private static final byte[] ACKNOWLEDGED =
      HexFormat.of()
          .parseHex("41434b461c000000" + "00000000" + "00000100".repeat(2) + "0".repeat(16));

  /**
   * A message of a type that there is not, one that is longer than all memory, one that belongs to
   * no channel, an answer that is none, and one that ends in the middle.
   */
  private static final List<byte[]> NONSENSE =
      List.of(
          HexFormat.of().parseHex("5858584608000000"),
          HexFormat.of().parseHex("4d534746ffffff7f"),
          HexFormat.of().parseHex("4d53474610000000" + "0000000f" + "00000000"),
          HexFormat.of().parseHex("4f504e4614000000" + "01000000" + "f0ffffff" + "00000000"),
          HexFormat.of().parseHex("4f504e460c000000" + "01000000"));

  /** Reads until the request for a secure channel has come. */
  private static void untilTheChannelOpens(InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf("OPNF") < 0) {
      read.append((char) in.read());
    }
  }

  @Test
  void aConnectionThatIsResetOrSpeaksAnotherProtocolLeavesNoStackTrace() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try (ServerSocket strange = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      FieldServer pushed =
          ChannelStage.member(ovens(strange.getLocalPort()), "timeout", BigDecimal.ONE);
      OpenFieldServer open = stage.open(pushed);
      try (Socket reset = strange.accept()) {
        reset.setSoLinger(true, 0);
      }
      until(() -> open.status().lastError().isPresent());
      try (Socket other = strange.accept()) {
        other
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertEquals('H', other.getInputStream().read());
        while (other.getInputStream().read() >= 0) {
          assertFalse(other.isClosed());
        }
      }
      for (byte[] nonsense : NONSENSE) {
        try (Socket other = strange.accept()) {
          other.getOutputStream().write(ACKNOWLEDGED);
          untilTheChannelOpens(other.getInputStream());
          other.getOutputStream().write(nonsense);
          while (other.getInputStream().read() >= 0) {
            assertFalse(other.isClosed());
          }
        }
        until(
            () ->
                open.status()
                    .lastError()
                    .filter(text -> text.contains("are not an OPC UA message"))
                    .isPresent());
      }
      try (Socket reset = strange.accept()) {
        reset.getOutputStream().write(ACKNOWLEDGED);
        untilTheChannelOpens(reset.getInputStream());
        reset.setSoLinger(true, 0);
      }
      strange.accept().close();
      stage.close();
    } finally {
      System.setErr(before);
    }
    String log = said.toString(StandardCharsets.UTF_8);
    // In words of ours; whether as a reset or as silence depends on who was first.
    assertTrue(log.contains("WARN " + UaLink.class.getName()), log);
    assertFalse(log.contains("\tat "), log);
  }

  @ParameterizedTest
  @CsvSource({"gain, 1", "gain offset speed, 3", "'', 0"})
  void aMethodThatTakesAnotherNumberOfArgumentsIsNamedAndCostsNothingElse(String names, int count)
      throws Exception {
    List<String> arguments = names.isEmpty() ? List.of() : List.of(names.split(" "));
    OpenFieldServer open = stage.open(calibratedWith(arguments));
    until(open, State.CONNECTED);
    Map<String, Object> input = new LinkedHashMap<>();
    arguments.forEach(name -> input.put(name, BigDecimal.ONE));
    FieldException refused = failure(open.call(OVEN_1, "Calibrate", input));
    assertEquals(FieldException.Cause.REQUEST, refused.reason());
    assertEquals(
        "'Calibrate' has no node: the method 'Calibrate' takes 2 arguments [gain, offset],"
            + " but inputData has "
            + count,
        refused.getMessage());
    server.ovens().set("Oven 1.Temperature", 61.5 + count);
    stage.untilTold(OVEN_1, "Temperature", String.valueOf(61.5 + count));
  }

  /** The ovens with other arguments of their service, in the push and in the thing model. */
  private static FieldServer calibratedWith(List<String> arguments) {
    FieldServer pushed = ovens(server.port());
    FieldDevice device = pushed.devices().get(0);
    FieldModel model = device.model();
    Map<String, Object> members = new LinkedHashMap<>(model.services().get(0).members());
    List<Object> inputs = new ArrayList<>();
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String name : arguments) {
      inputs.add(Map.of("identifier", name, "index", BigDecimal.valueOf(inputs.size())));
      fields.put(name, new Field(name, name, new DataType.AnyType()));
    }
    members.put("inputData", inputs);
    ThingModel things = model.thingModel();
    Service known = things.services().get("Calibrate");
    Service other =
        new Service(
            known.identifier(),
            known.name(),
            known.synchronous(),
            known.required(),
            known.method(),
            fields,
            known.outputs(),
            known.description());
    FieldModel changed =
        new FieldModel(
            model.productKey(),
            model.properties(),
            List.of(new FieldPoint("here", "Calibrate", members)),
            model.events(),
            new ThingModel(
                Optional.empty(),
                things.properties(),
                things.events(),
                Map.of("Calibrate", other)));
    return ChannelStage.with(
        pushed,
        pushed.members(),
        pushed.password(),
        List.of(new FieldDevice(device.place(), device.identity(), device.members(), changed)));
  }
}
