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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.opcua.ChannelStage.OVEN_1;
import static org.kuralink.channel.opcua.ChannelStage.OVEN_2;
import static org.kuralink.channel.opcua.ChannelStage.failure;
import static org.kuralink.channel.opcua.ChannelStage.get;
import static org.kuralink.channel.opcua.ChannelStage.ovens;
import static org.kuralink.channel.opcua.ChannelStage.until;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.channel.opcua.OvenServer.Limits;

/** Tests servers that end sessions, have small limits, are slow, or report other addresses. */
class LimitedServerTest {

  private static OwnCertificate certificate;

  /** Takes little at once, and says that it is where the other one is. */
  private static OvenServer server;

  /** Ends sessions early. */
  private static OvenServer other;

  /** No node of the servers, which all tests share, has had this temperature. */
  private static double freshTemperature = 100;

  private ChannelStage stage;

  @BeforeAll
  static void startServers() throws Exception {
    certificate = OvenServer.certificate();
    int port = OvenServer.freePort();
    server = OvenServer.limited("127.0.0.1", port, certificate, new Limits(1, 2, 1, 60_000));
    other = OvenServer.limited("127.0.0.2", port, certificate, new Limits(10, 10, 10, 5_000));
    server.trust(certificate.certificate());
    other.trust(certificate.certificate());
  }

  @AfterAll
  static void stopServers() throws Exception {
    server.close();
    other.close();
  }

  @BeforeEach
  void openStage() throws Exception {
    stage = new ChannelStage(certificate);
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  private FieldServer pushed(int port) throws Exception {
    FieldServer server = ovens(port);
    stage.known.seen(certificate.certificate(), server.members().get("url").toString());
    stage.known.trust(KnownServers.fingerprint(certificate.certificate()));
    return server;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionThatTheServerEndedComesBackWithItsValues(boolean subscriptionsToo) throws Exception {
    OpenFieldServer open = stage.open(pushed(server.port()));
    until(open, State.CONNECTED);
    server.ovens().set("Oven 1.Temperature", 31.5);
    stage.untilTold(OVEN_1, "Temperature", "31.5");
    server.endSessions(subscriptionsToo);
    until(() -> open.status().disconnectionsLastMinute() == 1);
    untilValuesComeAgain(server, open);
    // The session before is not left behind.
    until(() -> server.sessions() == 1);
  }

  private void untilValuesComeAgain(OvenServer at, OpenFieldServer open) throws Exception {
    until(open, State.CONNECTED);
    // A node that has the value already may have told it before anybody looked.
    double fresh = freshTemperature++;
    at.ovens().set("Oven 1.Temperature", fresh);
    at.ovens().set("Oven 2.Temperature", fresh + 0.5);
    stage.untilTold(OVEN_1, "Temperature", Double.toString(fresh));
    stage.untilTold(OVEN_2, "Temperature", Double.toString(fresh + 0.5));
    get(open.set(OVEN_1, Map.of("Mode", 2)));
    assertEquals((short) 2, at.ovens().get("Oven 1.Mode"));
  }

  @Test
  void aSessionThatTimesOutWhileTheNetworkIsSilentComesBackByItself() throws Exception {
    try (HeldWay way = new HeldWay("127.0.0.2", other.port())) {
      OpenFieldServer open = stage.open(pushed(way.port()));
      until(open, State.CONNECTED);
      other.ovens().set("Oven 1.Temperature", 31.5);
      stage.untilTold(OVEN_1, "Temperature", "31.5");
      way.hold();
      until(() -> other.sessions() == 0);
      way.release();
      until(() -> open.status().disconnectionsLastMinute() >= 1);
      untilValuesComeAgain(other, open);
    }
  }

  @Test
  void aSessionThatLastsLessThanWasAskedForIsKeptWhileNobodyAsks() throws Exception {
    stage.use(ChannelStage.idle());
    try (OvenServer hasty =
        OvenServer.limited(
            "127.0.0.1", OvenServer.freePort(), certificate, new Limits(10, 10, 10, 4_000))) {
      OpenFieldServer open = stage.open(pushed(hasty.port()));
      until(open, State.CONNECTED);
      long before = open.status().requests();
      // Each is at least a second after the one before.
      until(() -> open.status().requests() >= before + 8);
      assertEquals(0, open.status().disconnectionsLastMinute());
      assertEquals(1, hasty.sessions());
    }
  }

  @Test
  void aMethodThatTakesLongerThanTheTimeoutFailsAloneAndTheNextOneIsAnswered() throws Exception {
    CountDownLatch finished = new CountDownLatch(1);
    BigDecimal seconds = BigDecimal.valueOf(4);
    OpenFieldServer open =
        stage.open(ChannelStage.member(pushed(server.port()), "timeout", seconds));
    until(open, State.CONNECTED);
    int before = server.ovens().calls();
    server.ovens().hold(finished);
    try {
      CompletionStage<?> late = open.call(OVEN_1, "Calibrate", input("1"));
      until(() -> server.ovens().calls() == before + 1);
      get(open.set(OVEN_1, Map.of("Mode", 3)));
      FieldException refused = failure(late);
      assertEquals(FieldException.Cause.UNREACHABLE, refused.reason());
      assertEquals("no answer within 4 s", refused.getMessage());
      assertEquals(State.CONNECTED, open.status().state());
      assertEquals(0, open.status().disconnectionsLastMinute());
    } finally {
      finished.countDown();
    }
    assertEquals(Map.of("result", 70L), get(open.call(OVEN_1, "Calibrate", input("7"))));
    assertEquals(before + 2, server.ovens().calls(), "a method is never called again");
  }

  private static Map<String, Object> input(String gain) {
    return Map.of("gain", new BigDecimal(gain), "offset", BigDecimal.ZERO);
  }

  @Test
  void aSetOfMoreThanTheServerWritesAtOnceIsWrittenInParts() throws Exception {
    OpenFieldServer open = stage.open(many(pushed(server.port()), 7));
    untilGood(open, 7);
    get(open.set(OVEN_1, values(7, 1000)));
    for (int i = 0; i < 7; i++) {
      assertEquals(1000 + i, server.ovens().get("Many.P" + i));
    }
    server.ovens().allow("Many.P3", false);
    try {
      assertEquals(
          "the server rejected P3 (Bad_NotWritable); it accepted P0, P1, P2, P4, P5, P6",
          failure(open.set(OVEN_1, values(7, 2000))).getMessage());
    } finally {
      server.ovens().allow("Many.P3", true);
    }
    assertEquals(2006, server.ovens().get("Many.P6"));
    assertEquals(1003, server.ovens().get("Many.P3"));
  }

  private static Map<String, Object> values(int count, int from) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      values.put("P" + i, BigDecimal.valueOf(from + i));
    }
    return values;
  }

  @Test
  void aServerThatReadsAndMonitorsOneNodeAtATimeIsServed() throws Exception {
    OpenFieldServer open = stage.open(pushed(server.port()));
    until(open, State.CONNECTED);
    untilValuesComeAgain(server, open);
    assertEquals(Map.of("result", 70L), get(open.call(OVEN_1, "Calibrate", input("7"))));
    server.ovens().fire("Oven 2", 180.5);
    until(() -> stage.told.stream().anyMatch(each -> each.event().equals("TooHot")));
    assertTrue(
        open.status().points().stream().allMatch(each -> each.error().isEmpty()),
        open.status().points().toString());
  }

  @Test
  void anotherServerThatLivesWhereTheFirstOneSendsIsNotGoneTo() throws Exception {
    other.ovens().set("Oven 1.Temperature", 11.5);
    other.ovens().set("Oven 1.Mode", (short) 1);
    server.ovens().set("Oven 1.Temperature", 22.5);
    pushed(server.port());
    OpenFieldServer open = stage.open(ovens(server.port(), "Basic256Sha256", "SignAndEncrypt"));
    until(open, State.CONNECTED);
    stage.untilTold(OVEN_1, "Temperature", "22.5");
    assertEquals(0, other.sessions());
    get(open.set(OVEN_1, Map.of("Mode", 5)));
    assertEquals((short) 5, server.ovens().get("Oven 1.Mode"));
    assertEquals((short) 1, other.ovens().get("Oven 1.Mode"));
  }

  private static void untilGood(OpenFieldServer open, int count) {
    until(
        () ->
            open.status().points().stream()
                    .filter(each -> each.quality() == FieldPointStatus.Quality.GOOD)
                    .count()
                == count);
  }

  /** One device with as many properties of Hall/Many, which all can be set. */
  private static FieldServer many(FieldServer pushed, int count) {
    FieldDevice device = pushed.devices().get(0);
    List<FieldPoint> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(new FieldPoint("here", "P" + i, Map.of("displayName", "P" + i)));
    }
    ThingModel any = new ThingModel(Optional.empty(), Map.of(), Map.of(), Map.of());
    FieldModel model =
        new FieldModel(device.model().productKey(), points, List.of(), List.of(), any);
    Map<String, Object> path = Map.of("displayNamePath", "Hall/Many");
    return ChannelStage.with(
        pushed,
        pushed.members(),
        pushed.password(),
        List.of(new FieldDevice(device.place(), device.identity(), path, model)));
  }
}
