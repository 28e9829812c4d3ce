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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.channel.FieldServer;

/** Tests the validation of the OPC UA servers of a push. */
class UaTargetTest {

  private static final OpcUaSettings STRICT = OpcUaSettings.of(Map.of());
  private static final OpcUaSettings LENIENT =
      OpcUaSettings.of(Map.of(OpcUaSettings.DEPRECATED_POLICIES, true));

  @ParameterizedTest
  @CsvSource({
    "a-url-tcp-00, serverList[0].url: 'tcp:00' is not the address of an OPC UA server; it must have"
        + " the form opc.tcp://host:port",
    "c-url-http, serverList[0].url: 'http://192.168.1.30:4840' is not the address of an OPC UA server;"
        + " it must have the form opc.tcp://host:port",
    "d-policy-unknown, 'serverList[0].secPolicy: ''Basic512'' is unknown; allowed is one of None,"
        + " Basic128Rsa15, Basic256, Basic256Sha256'",
    "e-policy-none-mode-sign, serverList[0].secMode: 'Sign' needs a secPolicy other than None",
    "f-policy-set-mode-none, serverList[0].secMode: must be Sign or SignAndEncrypt with the"
        + " secPolicy Basic256",
    "k-password-without-user, 'serverList[0].userName: is missing, but there is a password'",
    "l-timeout-0, serverList[0].timeout: '0' is not a number of seconds from 1 to 3600",
    "o-index-twice, 'modelList[0].services[0].inputData[1].index: 0 is used twice'",
    "q-argument-not-in-tsl, 'modelList[0].services[0].inputData[0].identifier: ''speed'' is not in"
        + " the thing model, which contains gain, offset'",
    "r-path-empty, 'deviceList[0].displayNamePath: is missing; it must contain the display names from"
        + " Objects to the device, separated by slashes'",
  })
  void whatIsWrongIsNamed(String file, String error) {
    assertEquals(List.of(error), errors(PushedServers.servers(file), LENIENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b-url-no-port",
        "g-Basic256Sha256",
        "h-policy-uri",
        "i-anonymous",
        "j-empty-user",
        "m-timeout-text",
        "p-index-from-1",
        "s-protocol-OPCUA",
        "fb-04",
        "mended"
      })
  void whatIsRightIsTaken(String file) {
    assertEquals(List.of(), errors(PushedServers.servers(file), LENIENT));
  }

  @Test
  void theSpecificationsOwnExampleIsRefusedForItsAddresses() {
    List<FieldServer> servers = PushedServers.servers("literal");
    assertEquals(2, servers.size());
    assertTrue(errors(servers, LENIENT).get(0).startsWith("serverList[2].url: 'tcp:00'"));
    assertTrue(errors(servers, LENIENT).get(1).startsWith("serverList[3].url: 'tcp:00'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fb-04", "h-policy-uri"})
  void aDeprecatedPolicyIsRefusedUnlessTheOperatorAllowsIt(String file) {
    List<String> errors = errors(PushedServers.servers(file), STRICT);
    assertEquals(1, errors.size());
    assertTrue(errors.get(0).contains("is deprecated and insecure"), errors.get(0));
    assertTrue(errors.get(0).contains(OpcUaSettings.DEPRECATED_POLICIES), errors.get(0));
  }

  @Test
  void whatAServerIsAskedForIsRead() {
    UaTarget target = target(PushedServers.servers("fb-04").get(0));
    assertEquals("opc.tcp://192.168.1.30:4840", target.address().toString());
    assertEquals(SecurityPolicy.Basic128Rsa15, target.security().policy());
    assertEquals(MessageSecurityMode.Sign, target.security().mode());
    assertEquals("operator", target.userName());
    assertEquals(Duration.ofSeconds(10), target.timeout());
    assertFalse(target.toString().contains("test123"));
    assertEquals(2, target.devices().size());
    UaDevice device = target.devices().values().iterator().next();
    assertEquals(List.of("gain", "offset"), device.services().get("Calibrate").inputs());
    assertEquals(List.of("result"), device.services().get("Calibrate").outputs());
    assertEquals(List.of("limit"), device.events().get("TooHot").outputs());
  }

  @Test
  void aPathIsTheSameWithObjectsBeforeItAndWithout() {
    List<List<String>> paths =
        target(PushedServers.servers("fb-04").get(0)).devices().values().stream()
            .map(UaDevice::path)
            .toList();
    assertEquals(List.of(List.of("Hall", "Oven 1"), List.of("Hall", "Oven 2")), paths);
  }

  @ParameterizedTest
  @CsvSource({
    "Hall/Oven 1, Hall|Oven 1",
    "/Hall/Oven 1, Hall|Oven 1",
    "Objects/Hall/Oven 1, Hall|Oven 1",
    "/Objects/Hall/Oven 1/, Hall|Oven 1",
    "123, 123",
    "objects/Hall, objects|Hall",
  })
  void aPathIsASequenceOfDisplayNames(String path, String names) {
    assertEquals(List.of(names.split("\\|")), UaDevice.path(path, UaTargetTest::unexpected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Objects", "/", "/Objects/", "Hall//Oven", "//Hall", "  "})
  void aPathWithoutANodeIsRefused(String path) {
    List<String> wrong = new ArrayList<>();
    assertEquals(List.of(), UaDevice.path(path, wrong::add));
    assertEquals(1, wrong.size(), path);
  }

  @Test
  void argumentsAreInTheOrderOfTheirIndexWhetherItCountsFromZeroOrOne() {
    UaDevice fromOne =
        target(PushedServers.servers("p-index-from-1").get(0)).devices().values().iterator().next();
    assertEquals(List.of("gain", "offset"), fromOne.services().get("Calibrate").inputs());
  }

  @ParameterizedTest
  @CsvSource({
    "opc.tcp://plc, opc.tcp://plc:4840",
    "opc.tcp://plc:1/, opc.tcp://plc:1",
    "opc.tcp://[fd00::1]:48010/UA/Server, opc.tcp://[fd00::1]:48010/UA/Server",
  })
  void anAddressWithoutAPortHasTheRegisteredOne(String url, String address) {
    assertEquals(address, target(with("url", url)).address().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opc.tcp://",
        "opc.tcp://plc:0",
        "opc.tcp://plc:65536",
        "opc.tcp://operator:secret@plc",
        "opc.tcp://plc:48 40",
        "plc:4840",
        ""
      })
  void whatIsNoAddressIsRefused(String url) {
    assertEquals(1, errors(List.of(with("url", url)), STRICT).size(), url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0.5", "3601", "ten"})
  void aTimeoutIsOneToThirtySixHundredSeconds(String timeout) {
    assertEquals(1, errors(List.of(with("timeout", timeout)), STRICT).size());
  }

  @Test
  void withoutATimeoutItIsTenSeconds() {
    assertEquals(Duration.ofSeconds(10), target(with("timeout", "")).timeout());
    assertEquals(Duration.ofSeconds(30), target(with("timeout", new BigDecimal("30"))).timeout());
  }

  @Test
  void aModelThatIsWrongIsToldOnceForAllDevices() {
    List<FieldServer> servers = PushedServers.servers("o-index-twice");
    FieldServer one = servers.get(0);
    FieldServer many =
        new FieldServer(
            one.place(),
            one.serverId(),
            one.protocol(),
            one.members(),
            one.password(),
            List.of(one.devices().get(0), one.devices().get(0)));
    assertEquals(
        1, errors(List.of(many), STRICT).stream().filter(text -> text.contains("index")).count());
  }

  private static FieldServer with(String member, Object value) {
    FieldServer server = PushedServers.servers("g-Basic256Sha256").get(0);
    Map<String, Object> members = new LinkedHashMap<>(server.members());
    members.put(member, value);
    return new FieldServer(
        server.place(),
        server.serverId(),
        server.protocol(),
        members,
        server.password(),
        server.devices());
  }

  private static UaTarget target(FieldServer server) {
    return UaTarget.read(server, LENIENT).target().orElseThrow();
  }

  private static List<String> errors(List<FieldServer> servers, OpcUaSettings settings) {
    return servers.stream()
        .flatMap(each -> UaTarget.read(each, settings).errors().stream())
        .map(Object::toString)
        .toList();
  }

  private static void unexpected(String text) {
    throw new AssertionError(text);
  }
}
