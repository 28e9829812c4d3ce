/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.tsl.ThingModelsComponent;

/** Complete configurations: valid ones, and the errors of invalid ones with their places. */
class ConfigurationReaderTest {

  private static Set<String> places(FieldConfiguration read) {
    return read.errors().stream()
        .map(error -> error.place() + (error.member().isEmpty() ? "" : "." + error.member()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static FieldConfiguration read(String file) {
    return FieldCases.read(FieldCases.bytes(file));
  }

  @Test
  void theExampleOfTheGuideIsRefusedWithEveryErrorThatItHas() {
    FieldConfiguration literal = read("fb-01-spec-example/literal.json");
    assertEquals(
        Set.of(
            "deviceList[0].deviceConfig.serverId",
            "deviceList[1].deviceConfig.serverId",
            "deviceList[2].deviceConfig.serverId",
            "deviceList[3].deviceConfig.serverId",
            "serverList[0].serialPort",
            "serverList[0].parity",
            "serverList[2].url",
            "serverList[3].url",
            "serverList[2] (55A9D276A7ED470).password",
            "serverList[3] (44895C63E3FF401).password"),
        places(literal));
    assertEquals(4, literal.servers().size());
  }

  @Test
  void theMendedExampleIsTaken() {
    FieldConfiguration mended = read("fb-01-spec-example/mended.json");
    assertEquals(List.of(), mended.errors());
    assertEquals(
        List.of("test02/test01", "test02/test02", "test01/test_03", "test01/test_02"),
        mended.servers().stream()
            .flatMap(server -> server.devices().stream())
            .map(device -> device.identity().toString())
            .toList());
    FieldServer opcUa = mended.servers().get(2);
    assertEquals(FieldChannel.OPC_UA, opcUa.protocol());
    assertTrue(opcUa.password().isPresent());
    assertFalse(opcUa.members().containsKey("password"));
    assertFalse(mended.toString().contains(opcUa.password().get().reveal()));
  }

  @Test
  void numbersAreAsTheyAreWritten() {
    FieldServer server = read("fb-02-modbus-tcp-small/body.json").servers().get(0);
    assertEquals(new BigDecimal("502"), server.members().get("port"));
    assertEquals(
        new BigDecimal("0.1"),
        server.devices().get(0).model().properties().get(0).members().get("scaling"));
    assertEquals(2, server.devices().size());
    assertTrue(server.devices().get(0).model() == server.devices().get(1).model());
  }

  @Test
  void twoReadingsOfTheSameAreEqual() {
    assertEquals(read("fb-04-opcua/body.json").servers(), read("fb-04-opcua/body.json").servers());
  }

  @Test
  void aLargeOneIsTakenWhole() {
    FieldConfiguration large = read("fb-06-large/body.json");
    assertEquals(List.of(), large.errors());
    assertEquals(20, large.servers().size());
    assertEquals(25, large.servers().stream().mapToInt(server -> server.devices().size()).sum());
  }

  @ParameterizedTest
  @CsvSource({
    "fb-02-modbus-tcp-small/body",
    "fb-03-rtu/body",
    "fb-04-opcua/body",
    "fb-07-who-belongs-to-whom/b-unknown-protocol-unused",
    "fb-07-who-belongs-to-whom/f-model-without-device",
    "fb-07-who-belongs-to-whom/k-same-address-twice",
    "fb-07-who-belongs-to-whom/l-server-without-device",
    "fb-07-who-belongs-to-whom/n-lower-case-protocol",
    "fb-09-overlap/d-neighbours",
    "fb-09-overlap/e-other-table",
    "fb-09-overlap/f-coil-and-input",
    "fb-10-model-and-tsl/d-tsl-property-without-point",
    "fb-10-model-and-tsl/f-float-to-int",
    "fb-10-model-and-tsl/m-bool-to-int",
    "fb-11-serial-parameters/parity-a-N",
    "fb-11-serial-parameters/two-on-one-port-same",
    "fb-13-polling-time/poll-missing",
    "fb-14-digests/body",
    "fb-15-envelopes/body",
    "fb-16-lists/a-all-empty",
    "fb-16-lists/b-no-devices",
    "fb-16-lists/f-unknown-members",
    "fb-17-extended-members/body",
    "fb-17-extended-members/swap-instead-of-swap16",
    "fb-18-opcua-wrong/i-anonymous",
    "fb-18-opcua-wrong/s-protocol-OPCUA",
    "fb-19-custom-protocol/a-model-only",
    "fb-19-custom-protocol/b-device-without-server",
    "fb-19-custom-protocol/c-custom-server",
  })
  void takes(String file) {
    assertEquals(List.of(), read(file + ".json").errors());
  }

  @ParameterizedTest
  @CsvSource({
    "fb-07-who-belongs-to-whom/a-unknown-protocol, serverList[0].protocol",
    "fb-07-who-belongs-to-whom/c-device-unknown-server, deviceList[0].deviceConfig.serverId",
    "fb-07-who-belongs-to-whom/d-server-id-case, deviceList[0].deviceConfig.serverId",
    "fb-07-who-belongs-to-whom/e-device-without-model, deviceList[1].productKey",
    "fb-07-who-belongs-to-whom/g-duplicate-device, deviceList[1].deviceName",
    "fb-07-who-belongs-to-whom/h-duplicate-device-identical, deviceList[1].deviceName",
    "fb-07-who-belongs-to-whom/j-duplicate-server-id, serverList[1].serverId",
    "fb-07-who-belongs-to-whom/m-modbus-device-at-opcua-server,"
        + " deviceList[0].deviceConfig.displayNamePath",
    "fb-07-who-belongs-to-whom/o-gateway-as-device, deviceList[1].deviceName",
    "fb-07-who-belongs-to-whom/p-no-point, deviceList[0].productKey",
    "fb-09-overlap/a-same-register, modelList[0].properties[1].registerAddress",
    "fb-09-overlap/g-same-coil, modelList[0].properties[1].registerAddress",
    "fb-09-overlap/h-same-identifier, modelList[0].properties[1].identifier",
    "fb-10-model-and-tsl/a-tsl-missing, tslList",
    "fb-10-model-and-tsl/b-tsl-of-another-product, tslList",
    "fb-10-model-and-tsl/c-identifier-not-in-tsl, modelList[0].properties[1].identifier",
    "fb-10-model-and-tsl/e-identifier-case, modelList[0].properties[0].identifier",
    "fb-10-model-and-tsl/t-int-to-struct, modelList[0].properties[0].identifier",
    "fb-11-serial-parameters/two-on-one-port-different, serverList[1].baudRate",
    "fb-16-lists/c-list-missing, ",
    "fb-16-lists/d-list-null, ",
    "fb-16-lists/e-list-object, ",
    "fb-16-lists/g-array, configuration",
    "fb-16-lists/h-text, configuration",
    "fb-16-lists/i-empty-file, configuration",
    "fb-16-lists/j-half, configuration",
    "fb-16-lists/k-empty-object, ",
    "fb-18-opcua-wrong/n-password-clear, serverList[0] (S0003).password",
    "fb-19-custom-protocol/d-custom-model-at-modbus, modelList[1].properties[0].registerAddress",
  })
  void refusesAndNamesThePlace(String file, String place) {
    FieldConfiguration read = read(file + ".json");
    assertFalse(read.errors().isEmpty());
    if (place != null) {
      assertTrue(places(read).contains(place), () -> String.valueOf(read.errors()));
    }
    for (FieldError error : read.errors()) {
      assertFalse(error.toString().contains("Exception"), error.toString());
    }
  }

  @Test
  void aProductOfAProtocolThatNobodySpeaksIsNamedAndLeftOut() {
    FieldConfiguration read = read("fb-19-custom-protocol/c-custom-server.json");
    assertTrue(
        read.remarks().stream().anyMatch(remark -> remark.contains("tank-01")),
        () -> String.valueOf(read.remarks()));
    assertTrue(
        read("fb-19-custom-protocol/b-device-without-server.json").remarks().stream()
            .anyMatch(remark -> remark.contains("tank-01")));
  }

  @Test
  void aProtocolOfTheGuideThatNobodySpeaksIsNamedAndLeftOut() {
    FieldConfiguration read =
        new ConfigurationReader(FieldCases.around(Set.of("RTU")))
            .read(FieldCases.bytes("fb-02-modbus-tcp-small/body.json"));
    assertEquals(List.of(), read.errors());
    assertTrue(
        read.remarks().get(0).contains("no bundle for protocol TCP"),
        () -> String.valueOf(read.remarks()));
  }

  @Test
  void aConfigurationThatWasInForceWaitsForItsProtocols() {
    byte[] json = FieldCases.bytes("fb-07-who-belongs-to-whom/a-unknown-protocol.json");
    ConfigurationReader.Surroundings kept =
        new ConfigurationReader.Surroundings(
            new ThingModelsComponent(),
            Optional.of(FieldCases.SECRET),
            Optional.of(new DeviceIdentity("a1Gateway01", "gw-01")),
            Set.of(),
            true);
    assertEquals(List.of(), new ConfigurationReader(kept).read(json).errors());
  }

  @Test
  void aListThatIsMissingIsNamed() {
    FieldConfiguration read =
        FieldCases.read("{\"modelList\":[]}".getBytes(StandardCharsets.UTF_8));
    assertEquals(Set.of("serverList", "deviceList", "tslList"), places(read));
  }
}
