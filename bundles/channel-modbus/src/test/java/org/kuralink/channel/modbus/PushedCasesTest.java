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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.channel.modbus.LineAddress.Parity;
import org.kuralink.channel.modbus.point.ModbusPoint;

/** Tests complete valid and invalid configurations as the platform pushes them. */
class PushedCasesTest {

  private static final long USUAL = 1000;

  private static List<String> errors(String file) {
    List<String> errors = new ArrayList<>();
    for (FieldServer server : FieldbusCase.servers(file)) {
      ModbusServer.of(server, USUAL).errors().stream()
          .map(FieldError::toString)
          .forEach(errors::add);
    }
    return errors;
  }

  private static ModbusServer right(String file) {
    FieldServer server = FieldbusCase.servers(file).get(0);
    ModbusServer.Reading reading = ModbusServer.of(server, USUAL);
    assertEquals(List.of(), reading.errors(), file);
    return reading.server().orElseThrow();
  }

  private static ModbusPoint first(String file) {
    return right(file).devices().get(0).points().get(0);
  }

  private static void wrong(String file, String member, String sentence) {
    List<String> errors = errors(file);
    assertTrue(
        errors.stream().anyMatch(e -> e.contains(member) && e.contains(sentence)),
        file + ": " + errors);
    assertTrue(errors.stream().noneMatch(e -> e.contains("Exception")), errors::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fb-02/body.json",
        "fb-03/body.json",
        "fb-17/body.json",
        "fb-17/swap-instead-of-swap16.json",
        "fb-09/d-neighbours.json",
        "fb-09/e-other-table.json",
        "fb-09/f-coil-and-input.json",
        "fb-10/d-tsl-property-without-point.json",
        "fb-10/f-float-to-int.json",
        "fb-10/g-scaled-to-int.json",
        "fb-10/h-uint32-to-int.json",
        "fb-10/i-int64-to-double.json",
        "fb-10/k-int-to-text.json",
        "fb-10/l-int-to-bool.json",
        "fb-10/m-bool-to-int.json",
        "fb-10/n-int-to-enum.json",
        "fb-10/o-input-writable.json",
        "fb-10/p-bool-at-holding.json",
        "fb-10/r-int-to-date.json",
        "fb-10/s-string-to-text.json",
        "fb-11/baud-115200.json",
        "fb-11/baud-12345.json",
        "fb-11/port-b-dev.json",
        "fb-11/port-d-by-id.json",
        "fb-11/two-on-one-port-same.json",
        "fb-13/poll-60.json",
        "fb-13/poll-86400000.json",
        "fb-13/poll-mixed.json",
        "fb-07/n-lower-case-protocol.json",
        "fb-01/mended.json"
      })
  void isTaken(String file) {
    assertEquals(List.of(), errors(file));
  }

  @ParameterizedTest
  @CsvSource({
    "a-0x03, 3",
    "b-0X03, 3",
    "c-0x3, 3",
    "d-0xffff, 65535",
    "e-0xFFFF, 65535",
    "f-0x0010, 16",
    "g-0x0, 0",
    "r-0x03-blank, 3"
  })
  void anAddressIsHexadecimal(String name, int address) {
    assertEquals(address, first("fb-08/" + name + ".json").at().address());
  }

  @ParameterizedTest
  @CsvSource({
    "h-3-text, hexadecimal with 0x",
    "i-3-number, hexadecimal with 0x",
    "j-10-text, hexadecimal with 0x",
    "k-40001-text, is 0x0 with operateType holdingRegister",
    "l-40001-number, is 0x0 with operateType holdingRegister",
    "x-400001, is 0x0 with operateType holdingRegister",
    "m-0x10000, the highest address is 0xFFFF",
    "n-minus-1, hexadecimal with 0x",
    "o-0x, hexadecimal digits",
    "p-empty, is missing",
    "q-null, is missing",
    "s-0x1G, hexadecimal digits",
    "t-hex-no-prefix, hexadecimal with 0x",
    "u-0x40001, the highest address is 0xFFFF",
    "v-int32-at-0xFFFF, exceed address 0xFFFF",
    "w-double-at-0xFFFD, exceed address 0xFFFF"
  })
  void anyOtherAddressIsRefused(String name, String sentence) {
    wrong("fb-08/" + name + ".json", "properties[0].registerAddress", sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a-same-register", "b-float-over-int", "c-string-over-int", "g-same-coil"})
  void pointsThatOverlapAreRefused(String name) {
    wrong("fb-09/" + name + ".json", "properties[1].registerAddress", "is also part of A");
  }

  @Test
  void oneIdentifierTwiceIsRefused() {
    wrong("fb-09/h-same-identifier.json", "properties[1].identifier", "twice");
  }

  @Test
  void anIdentifierThatTheThingModelDoesNotHaveIsRefused() {
    wrong("fb-10/c-identifier-not-in-tsl.json", ".identifier", "which is not in tslList");
    wrong("fb-10/e-identifier-case.json", ".identifier", "which is not in tslList");
  }

  @Test
  void typesThatDoNotBecomeEachOtherAreRefused() {
    wrong(
        "fb-10/j-string-to-int.json",
        "originalDataType",
        "a string cannot be converted to the type int");
    JsonObject file = FieldbusCase.json("fb-10/t-int-to-struct.json");
    file.getAsJsonArray("tslList")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("properties")
        .get(0)
        .getAsJsonObject()
        .getAsJsonObject("dataType")
        .add(
            "specs",
            JsonParser.parseString(
                "[{'identifier': 'a', 'name': 'a', 'dataType': {'type': 'int', 'specs': {}}}]"));
    assertTrue(
        ModbusServer.of(FieldbusCase.servers(file).get(0), USUAL)
            .errors()
            .toString()
            .contains("cannot be converted to the type struct"));
    wrong("fb-10/q-int-at-coil.json", "originalDataType.type", "holds bits");
  }

  @Test
  void aTableThatCannotBeWrittenIsTold() {
    FieldServer server = FieldbusCase.servers("fb-10/o-input-writable.json").get(0);
    ModbusServer.Reading reading = ModbusServer.of(server, USUAL);
    assertTrue(reading.remarks().toString().contains("cannot be written"));
    assertEquals(
        0, reading.server().orElseThrow().devices().get(0).points().get(0).writeFunction());
  }

  @ParameterizedTest
  @CsvSource({
    "a-N, NONE",
    "b-E, EVEN",
    "c-O, ODD",
    "d-lower-n, NONE",
    "e-0, NONE",
    "f-1, ODD",
    "g-2, EVEN",
    "h-text-1, ODD"
  })
  void parityIsALetterOrANumberThatIsTold(String name, Parity parity) {
    FieldServer server = FieldbusCase.servers("fb-11/parity-" + name + ".json").get(0);
    ModbusServer.Reading reading = ModbusServer.of(server, USUAL);
    LineAddress.Serial line = (LineAddress.Serial) reading.server().orElseThrow().address();
    assertEquals(parity, line.parity());
    boolean guessed = name.matches("[fgh].*");
    assertEquals(guessed, reading.remarks().toString().contains("is interpreted as"));
  }

  @ParameterizedTest
  @CsvSource({
    "parity-i-none, parity", "parity-j-M, parity", "port-a-0, serialPort",
    "port-c-number, serialPort", "port-e-relative, serialPort", "port-f-climb, serialPort",
    "port-g-COM3, serialPort", "port-h-empty, serialPort", "size-7, byteSize",
    "stop-15, stopBits", "stop-3, stopBits", "baud-0, baudRate"
  })
  void otherSerialParametersAreRefused(String name, String member) {
    wrong("fb-11/" + name + ".json", "serverList[0]." + member, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"poll-0", "poll-minus", "poll-max-int", "poll-beyond-int", "poll-beyond-long"})
  void aPollingTimeOutOfRangeIsRefused(String name) {
    wrong("fb-13/" + name + ".json", ".pollingTime", "1..86400000");
  }

  @Test
  void aPollingTimeThatIsTooShortIsHeldAndOneThatIsMissingIsTheUsual() {
    assertEquals(10, first("fb-13/poll-1.json").pollMillis());
    assertEquals(60, first("fb-13/poll-60.json").pollMillis());
    assertEquals(USUAL, first("fb-13/poll-missing.json").pollMillis());
    assertEquals(USUAL, first("fb-13/poll-null.json").pollMillis());
  }

  @Test
  void aTriggerIsOneOrTwo() {
    wrong("fb-13/trigger-0.json", ".trigger", "1..2");
    wrong("fb-13/trigger-3.json", ".trigger", "1..2");
    assertEquals(false, first("fb-13/trigger-missing.json").onChange());
  }

  @Test
  void twoDevicesWithOneUnitAreRefused() {
    wrong("fb-07/i-duplicate-unit.json", "deviceList[1].deviceConfig.slaveId", "deviceList[0]");
  }

  @Test
  void aDeviceWithoutAnyPointIsRefused() {
    wrong("fb-07/p-no-point.json", "deviceList[0].productKey", "no properties");
  }

  @Test
  void aProductOfAnotherProtocolAtAModbusServerIsRefused() {
    assertTrue(!errors("fb-19/d-custom-model-at-modbus.json").isEmpty());
  }

  @Test
  void theSpecificationsOwnExampleIsRefusedWithTheErrorsOfItsSerialLine() {
    wrong("fb-01/literal.json", "serverList[0].serialPort", "a path such as /dev/ttyUSB0");
    assertTrue(errors("fb-01/literal.json").stream().noneMatch(e -> e.contains("serverList[1]")));
  }

  @Test
  void laterMembersSayHowAPointIsWritten() {
    List<ModbusPoint> points = right("fb-17/body.json").devices().get(0).points();
    assertEquals(
        List.of(15, 5, 16, 0), points.subList(0, 4).stream().map(p -> p.writeFunction()).toList());
    assertTrue(points.get(1).writeOnly());
    assertEquals(128, points.get(5).form().bitMask());
  }

  @Test
  void swapIsSwap16() {
    JsonObject file = FieldbusCase.json("fb-17/swap-instead-of-swap16.json");
    JsonObject specs =
        file.getAsJsonArray("modelList")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("properties")
            .get(2)
            .getAsJsonObject()
            .getAsJsonObject("originalDataType")
            .getAsJsonObject("specs");
    specs.remove("swap16");
    specs.addProperty("swap", 1);
    ModbusServer server =
        ModbusServer.of(FieldbusCase.servers(file).get(0), USUAL).server().orElseThrow();
    assertTrue(server.devices().get(0).points().get(2).form().swap16());
  }

  @Test
  void twoLinesOnOnePortHaveOneSetting() {
    ModbusChannel channel = LineStage.channel();
    assertEquals(
        List.of(), channel.checkTogether(FieldbusCase.servers("fb-11/two-on-one-port-same.json")));
    assertEquals(
        "serverList[1].serialPort",
        channel
            .checkTogether(FieldbusCase.servers("fb-11/two-on-one-port-different.json"))
            .get(0)
            .toString()
            .split(":")[0]);
  }
}
