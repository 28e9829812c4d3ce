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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.channel.ServerCertificate;

/** Tests the channel with a server of an independent implementation, which is started once. */
class OpcUaChannelTest {

  private static OvenServer server;
  private static OwnCertificate own;
  private ChannelStage stage;

  @BeforeAll
  static void startServer() throws Exception {
    server = OvenServer.start();
    own = OvenServer.anotherCertificate();
    server.trust(own.certificate());
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void openStage(TestInfo test) {
    stage = new ChannelStage(own);
    if (!test.getTags().contains("untrusted")) {
      String url = ovens(server.port()).members().get("url").toString();
      stage.known.seen(server.shownCertificate(), url);
      try {
        stage.known.trust(KnownServers.fingerprint(server.shownCertificate()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  private OpenFieldServer connected(FieldServer pushed) {
    OpenFieldServer open = stage.open(pushed);
    until(open, State.CONNECTED);
    return open;
  }

  @Test
  void valuesOfADeviceComeAsOneMessageAndAgainWhenTheyChange() {
    server.ovens().set("Oven 1.Temperature", 20.5);
    OpenFieldServer open = connected(ovens(server.port()));
    until(() -> stage.told.stream().anyMatch(each -> each.device().equals(OVEN_1)));
    ChannelStage.Told first =
        stage.told.stream().filter(each -> each.device().equals(OVEN_1)).findFirst().orElseThrow();
    assertEquals(2, first.values().size(), first.toString());
    assertEquals(new BigDecimal("20.5"), first.values().get("Temperature"));
    server.ovens().set("Oven 1.Temperature", 99.25);
    stage.untilTold(OVEN_1, "Temperature", "99.25");
    FieldPointStatus point =
        open.status().points().stream()
            .filter(each -> each.device().equals(OVEN_1))
            .filter(each -> each.identifier().equals("Temperature"))
            .findFirst()
            .orElseThrow();
    assertEquals(FieldPointStatus.Quality.GOOD, point.quality());
    assertEquals(new BigDecimal("99.25"), point.value().orElseThrow());
  }

  @Test
  void aSetIsWrittenInTheTypeOfTheNodeAndReportedBack() throws Exception {
    OpenFieldServer open = connected(ovens(server.port()));
    get(open.set(OVEN_2, Map.of("Mode", new BigDecimal("3"))));
    assertEquals((short) 3, server.ovens().get("Oven 2.Mode"));
    stage.untilTold(OVEN_2, "Mode", "3");
  }

  @ParameterizedTest
  @CsvSource({
    "Mode, 70000, REQUEST, '''Mode'' is 70000, which does not fit the node''s type Int16'",
    "Mode, 1.5, REQUEST, '''Mode'' is 1.5, which does not fit the node''s type Int16'",
    "Temperature, 5, REQUEST, '''Temperature'' is read-only'",
    "Speed, 5, REQUEST, '''Speed'' is not a property of this device'",
  })
  void aSetThatCannotBeRightReachesNoServer(
      String name, BigDecimal value, FieldException.Cause cause, String words) throws Exception {
    OpenFieldServer open = connected(ovens(server.port()));
    server.ovens().set("Oven 1.Mode", (short) 1);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Mode", BigDecimal.ONE);
    values.put(name, value);
    FieldException failure = failure(open.set(OVEN_1, values));
    assertEquals(cause, failure.reason());
    assertEquals(words, failure.getMessage());
    assertEquals((short) 1, server.ovens().get("Oven 1.Mode"));
  }

  @Test
  void aServiceIsAMethodWithItsArgumentsInTheOrderOfTheirIndex() throws Exception {
    OpenFieldServer open = connected(ovens(server.port()));
    Map<String, Object> input = Map.of("offset", new BigDecimal("3"), "gain", new BigDecimal("2"));
    assertEquals(Map.of("result", 23L), get(open.call(OVEN_1, "Calibrate", input)));
  }

  @Test
  void aCallWithoutAnArgumentOrWithOneTooManyIsRefusedByName() throws Exception {
    OpenFieldServer open = connected(ovens(server.port()));
    assertEquals(
        "'offset' is missing",
        failure(open.call(OVEN_1, "Calibrate", Map.of("gain", BigDecimal.ONE))).getMessage());
    assertEquals(
        "'Calibrate' has no argument speed",
        failure(open.call(OVEN_1, "Calibrate", Map.of("speed", BigDecimal.ONE))).getMessage());
    assertEquals(
        "'Bake' is not a service of this device",
        failure(open.call(OVEN_1, "Bake", Map.of())).getMessage());
  }

  @Test
  void anEventComesFromTheDeviceWhoseNodeIsItsSource() throws Exception {
    connected(ovens(server.port()));
    server.ovens().fire("Oven 2", 180.5);
    until(() -> stage.told.stream().anyMatch(each -> each.event().equals("TooHot")));
    ChannelStage.Told told =
        stage.told.stream().filter(each -> each.event().equals("TooHot")).findFirst().orElseThrow();
    assertEquals(OVEN_2, told.device());
    assertEquals(Map.of("limit", new BigDecimal("180.5")), told.values());
  }

  @Test
  void aPathThatNamesTwoNodesIsRefusedByName() {
    assertEquals(
        "2 nodes have the name 'Twin' below Objects/Hall: ns=2;s=Twin, ns=2;s=Twin B",
        errorOf("Hall/Twin").replaceAll("ns=\\d", "ns=2"));
  }

  @Test
  void aPathThatLeadsNowhereSaysWhatIsThere() {
    assertEquals(
        "there is no node 'Oven 7' below Objects/Hall; its children are Oven 1, Oven 2, Twin, Many",
        errorOf("Objects/Hall/Oven 7"));
  }

  private String errorOf(String path) {
    OpenFieldServer open = connected(ChannelStage.path(ovens(server.port()), path));
    until(() -> open.status().points().stream().allMatch(each -> each.error().isPresent()));
    return open.status().points().get(0).error().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "None, None",
    "Basic128Rsa15, Sign",
    "Basic256, SignAndEncrypt",
    "Basic256Sha256, Sign",
    "Basic256Sha256, SignAndEncrypt"
  })
  void eachPolicyIsSpoken(String policy, String mode) throws Exception {
    FieldServer pushed = ovens(server.port(), policy, mode);
    connected(pushed);
    stage.untilTold(OVEN_2, "Mode", server.ovens().get("Oven 2.Mode").toString());
  }

  @Test
  @Tag("untrusted")
  void aServerIsNotSpokenWithUntilItsCertificateIsTrusted() throws Exception {
    OpenFieldServer open = stage.open(ovens(server.port(), "Basic256Sha256", "SignAndEncrypt"));
    until(open, State.REFUSED);
    ServerCertificate waiting = stage.known.certificates().get(0);
    assertEquals(ServerCertificate.Decision.WAITING, waiting.decision());
    assertTrue(open.status().lastError().orElseThrow().contains(waiting.fingerprint()));
    stage.known.trust(waiting.fingerprint());
    until(open, State.CONNECTED);
    stage.known.reject(waiting.fingerprint());
    until(open, State.REFUSED);
  }

  @Test
  void aWrongPasswordIsToldAndTriedAgain() {
    OpenFieldServer open = stage.open(ChannelStage.password(ovens(server.port()), "wrong"));
    until(
        () ->
            open.status()
                .lastError()
                .filter(text -> text.contains("password is wrong"))
                .isPresent());
    assertEquals(State.CONNECTING, open.status().state());
  }

  @Test
  void anAddressThatTheOperatorDoesNotAllowIsNotTouched() {
    stage.use(ChannelStage.settings("private", true));
    OpenFieldServer open = stage.open(ovens(server.port()));
    until(open, State.REFUSED);
    assertEquals(
        "127.0.0.1 is this gateway itself; networks allows it by 'loopback'",
        open.status().lastError().orElseThrow());
    assertEquals(0, open.status().requests());
    stage.use(ChannelStage.settings("loopback", true));
    until(open, State.CONNECTED);
  }

  @Test
  void aPointIsTriedWithoutAServerThatIsOpenAndWithOne() throws Exception {
    FieldServer one = ChannelStage.property(ovens(server.port()), "Objects/Hall/Oven 1", "Mode");
    FieldReading written = get(stage.channel().write(one, new BigDecimal("4")));
    assertEquals("Int16 4", written.raw());
    connected(ovens(server.port()));
    FieldReading read = get(stage.channel().read(one));
    assertEquals("4", read.value().orElseThrow().toString());
    assertTrue(read.roundTrip().toNanos() > 0);
  }

  @Test
  void whatIsClosedFailsInWordsAndReportsNothing() throws Exception {
    OpenFieldServer open = connected(ovens(server.port()));
    open.close();
    stage.told.clear();
    server.ovens().set("Oven 1.Temperature", 55.5);
    assertEquals(
        FieldException.Cause.UNREACHABLE, failure(open.set(OVEN_1, Map.of("Mode", 1))).reason());
    assertEquals(State.CLOSED, open.status().state());
    assertEquals(List.of(), List.copyOf(stage.told));
  }
}
