/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * Tests complete valid and invalid configurations pushed to a gateway with the packaged field
 * channels: the combined results of gateway and channels.
 */
class PushedCasesOnlineTest {

  /** Nobody has one of this name. */
  private static final String PORT = "/dev/kuralink0";

  @TempDir private static Path data;
  private static PushedStage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = new PushedStage(data, PushedCasesOnlineTest::configure);
  }

  /** None of their servers is there. */
  private static void configure(EmbeddedGateway gateway) {
    channel(
        gateway,
        "modbus",
        "serial.ports",
        PORT + " /dev/serial/by-id/usb-Example_RS485-if00-port0");
    channel(gateway, "opcua", "deprecated.policies", true);
  }

  private static void channel(EmbeddedGateway gateway, String name, String property, Object value) {
    gateway.configure(
        "org.kuralink.channel." + name,
        "main",
        Map.of("connection", "main", "networks", "loopback", property, value));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static String text(String file) throws IOException {
    Path root = Path.of(System.getProperty("kuralink.bundles")).resolve("../../../../..");
    return Files.readString(
            root.resolve("bundles/gateway/src/test/resources/fieldbus/" + file).normalize(),
            StandardCharsets.UTF_8)
        .replaceAll("192\\.168\\.", "127.0.")
        .replace("/dev/ttyUSB0", PORT);
  }

  /** The file as it is, which need not be JSON. */
  private static JsonObject push(String configuration) {
    JsonObject body = new JsonObject();
    body.addProperty("configuration", configuration);
    body.addProperty("timeoutMs", 25_000);
    return stage.platform().ask("model-config", body.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "fb-01-spec-example/mended",
    "fb-02-modbus-tcp-small/body",
    "fb-03-rtu/body",
    "fb-04-opcua/body",
    "fb-06-large/body",
    "fb-07-who-belongs-to-whom/b-unknown-protocol-unused",
    "fb-07-who-belongs-to-whom/f-model-without-device",
    "fb-07-who-belongs-to-whom/k-same-address-twice",
    "fb-07-who-belongs-to-whom/l-server-without-device",
    "fb-07-who-belongs-to-whom/n-lower-case-protocol",
    "fb-08-register-addresses/a-0x03",
    "fb-08-register-addresses/b-0X03",
    "fb-08-register-addresses/e-0xFFFF",
    "fb-08-register-addresses/g-0x0",
    "fb-09-overlap/d-neighbours",
    "fb-09-overlap/e-other-table",
    "fb-09-overlap/f-coil-and-input",
    "fb-10-model-and-tsl/d-tsl-property-without-point",
    "fb-10-model-and-tsl/f-float-to-int",
    "fb-10-model-and-tsl/g-scaled-to-int",
    "fb-10-model-and-tsl/h-uint32-to-int",
    "fb-10-model-and-tsl/i-int64-to-double",
    "fb-10-model-and-tsl/k-int-to-text",
    "fb-10-model-and-tsl/l-int-to-bool",
    "fb-10-model-and-tsl/m-bool-to-int",
    "fb-10-model-and-tsl/n-int-to-enum",
    "fb-10-model-and-tsl/o-input-writable",
    "fb-10-model-and-tsl/p-bool-at-holding",
    "fb-10-model-and-tsl/r-int-to-date",
    "fb-10-model-and-tsl/s-string-to-text",
    "fb-11-serial-parameters/baud-115200",
    "fb-11-serial-parameters/parity-a-N",
    "fb-11-serial-parameters/parity-d-lower-n",
    "fb-11-serial-parameters/port-d-by-id",
    "fb-11-serial-parameters/two-on-one-port-same",
    "fb-13-polling-time/poll-1",
    "fb-13-polling-time/poll-60",
    "fb-13-polling-time/poll-86400000",
    "fb-13-polling-time/poll-missing",
    "fb-13-polling-time/poll-mixed",
    "fb-13-polling-time/poll-null",
    "fb-13-polling-time/trigger-missing",
    "fb-16-lists/a-all-empty",
    "fb-16-lists/b-no-devices",
    "fb-16-lists/f-unknown-members",
    "fb-17-extended-members/body",
    "fb-17-extended-members/swap-instead-of-swap16",
    "fb-18-opcua-wrong/b-url-no-port",
    "fb-18-opcua-wrong/g-Basic256Sha256",
    "fb-18-opcua-wrong/i-anonymous",
    "fb-18-opcua-wrong/j-empty-user",
    "fb-18-opcua-wrong/m-timeout-text",
    "fb-18-opcua-wrong/p-index-from-1",
    "fb-18-opcua-wrong/s-protocol-OPCUA",
    "fb-19-custom-protocol/a-model-only",
    "fb-19-custom-protocol/b-device-without-server",
    "fb-19-custom-protocol/c-custom-server",
  })
  void is_in_force(String file) throws IOException {
    JsonObject answer = push(text(file + ".json"));
    assertEquals(200, answer.get("code").getAsInt(), answer::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "fb-01-spec-example/literal, deviceList[3].deviceConfig.serverId",
    "fb-01-spec-example/literal, serverList[0].serialPort",
    "fb-01-spec-example/literal, serverList[3].url",
    "fb-07-who-belongs-to-whom/a-unknown-protocol, serverList[0].protocol",
    "fb-07-who-belongs-to-whom/c-device-unknown-server, deviceList[0].deviceConfig.serverId",
    "fb-07-who-belongs-to-whom/d-server-id-case, deviceList[0].deviceConfig.serverId",
    "fb-07-who-belongs-to-whom/e-device-without-model, deviceList[1]",
    "fb-07-who-belongs-to-whom/g-duplicate-device, deviceList[1]",
    "fb-07-who-belongs-to-whom/h-duplicate-device-identical, deviceList[1]",
    "fb-07-who-belongs-to-whom/i-duplicate-unit, deviceList[1].deviceConfig.slaveId",
    "fb-07-who-belongs-to-whom/j-duplicate-server-id, serverList[1].serverId",
    "fb-07-who-belongs-to-whom/m-modbus-device-at-opcua-server, displayNamePath",
    "fb-07-who-belongs-to-whom/o-gateway-as-device, deviceList[1]",
    "fb-07-who-belongs-to-whom/p-no-point, deviceList[0]",
    "fb-08-register-addresses/h-3-text, properties[0].registerAddress",
    "fb-08-register-addresses/i-3-number, properties[0].registerAddress",
    "fb-08-register-addresses/k-40001-text, 0x0 with operateType holdingRegister",
    "fb-08-register-addresses/m-0x10000, 0xFFFF",
    "fb-08-register-addresses/q-null, properties[0].registerAddress",
    "fb-08-register-addresses/v-int32-at-0xFFFF, 0xFFFF",
    "fb-09-overlap/a-same-register, properties[1].registerAddress",
    "fb-09-overlap/b-float-over-int, properties[1].registerAddress",
    "fb-09-overlap/c-string-over-int, properties[1].registerAddress",
    "fb-09-overlap/g-same-coil, properties[1].registerAddress",
    "fb-09-overlap/h-same-identifier, properties[1].identifier",
    "fb-10-model-and-tsl/a-tsl-missing, tslList",
    "fb-10-model-and-tsl/b-tsl-of-another-product, tslList",
    "fb-10-model-and-tsl/c-identifier-not-in-tsl, properties[1].identifier",
    "fb-10-model-and-tsl/e-identifier-case, properties[0].identifier",
    "fb-10-model-and-tsl/j-string-to-int, originalDataType",
    "fb-10-model-and-tsl/q-int-at-coil, originalDataType",
    "fb-10-model-and-tsl/t-int-to-struct, properties[0].identifier",
    "fb-11-serial-parameters/baud-0, serverList[0].baudRate",
    "fb-11-serial-parameters/parity-i-none, serverList[0].parity",
    "fb-11-serial-parameters/port-a-0, serverList[0].serialPort",
    "fb-11-serial-parameters/port-f-climb, serverList[0].serialPort",
    "fb-11-serial-parameters/size-7, serverList[0].byteSize",
    "fb-11-serial-parameters/stop-3, serverList[0].stopBits",
    "fb-11-serial-parameters/two-on-one-port-different, serverList[1]",
    "fb-13-polling-time/poll-0, pollingTime",
    "fb-13-polling-time/poll-minus, pollingTime",
    "fb-13-polling-time/poll-beyond-int, pollingTime",
    "fb-13-polling-time/poll-beyond-long, pollingTime",
    "fb-13-polling-time/trigger-0, trigger",
    "fb-13-polling-time/trigger-3, trigger",
    "fb-16-lists/c-list-missing, List",
    "fb-16-lists/d-list-null, List",
    "fb-16-lists/e-list-object, List",
    "fb-16-lists/g-array, configuration",
    "fb-16-lists/h-text, configuration",
    "fb-16-lists/i-empty-file, ''",
    "fb-16-lists/j-half, configuration",
    "fb-16-lists/k-empty-object, List",
    "fb-18-opcua-wrong/a-url-tcp-00, serverList[0].url",
    "fb-18-opcua-wrong/c-url-http, serverList[0].url",
    "fb-18-opcua-wrong/d-policy-unknown, serverList[0].secPolicy",
    "fb-18-opcua-wrong/e-policy-none-mode-sign, serverList[0].secMode",
    "fb-18-opcua-wrong/f-policy-set-mode-none, secMode",
    "fb-18-opcua-wrong/k-password-without-user, serverList[0].userName",
    "fb-18-opcua-wrong/l-timeout-0, serverList[0].timeout",
    "fb-18-opcua-wrong/n-password-clear, password",
    "fb-18-opcua-wrong/o-index-twice, inputData[1].index",
    "fb-18-opcua-wrong/q-argument-not-in-tsl, inputData[0].identifier",
    "fb-18-opcua-wrong/r-path-empty, displayNamePath",
    "fb-19-custom-protocol/d-custom-model-at-modbus, registerAddress",
  })
  void is_refused_with_the_place(String file, String place) throws IOException {
    assertEquals(200, push(text("fb-02-modbus-tcp-small/body.json")).get("code").getAsInt());
    String before = stage.servers();
    JsonObject answer = push(text(file + ".json"));
    assertEquals(460, answer.get("code").getAsInt(), answer::toString);
    String words = answer.get("message").getAsString();
    assertTrue(words.contains(place), words);
    assertFalse(words.contains("Exception"), words);
    assertEquals(before, stage.servers());
  }

  /** Siblings of the cases: the same small configuration with one thing changed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"deviceConfig\": *\\{ | \"deviceConfig\": {\"serverId\": \"s0001\", \"slaveId\": 7}, \"x\": { | serverId",
        "\"slaveId\": *2 | \"slaveId\": -1 | slaveId",
        "\"slaveId\": *2 | \"slaveId\": 256 | slaveId",
        "\"slaveId\": *2 | \"slaveId\": \"two\" | slaveId",
        "\"slaveId\": *2 | \"slaveId\": 2.5 | slaveId",
        "\"port\": *502 | \"port\": 0 | port",
        "\"port\": *502 | \"port\": 65536 | port",
        "\"port\": *502 | \"port\": \"x\" | port",
        "\"ip\": *\"[0-9.]+\" | \"ip\": \"\" | ip",
        "\"scaling\": *0.1 | \"scaling\": 0 | scaling",
        "\"operateType\": *\"holdingRegister\" | \"operateType\": \"holding\" | operateType",
        "\"type\": *\"int16\" | \"type\": \"int24\" | originalDataType",
      })
  void siblings_are_refused_with_the_place(String what, String by, String place)
      throws IOException {
    String right = text("fb-02-modbus-tcp-small/body.json");
    String wrong = right.replaceFirst(what, by);
    assertNotEquals(right, wrong);
    JsonObject answer = push(wrong);
    assertEquals(460, answer.get("code").getAsInt(), answer::toString);
    assertTrue(answer.get("message").getAsString().contains(place), answer::toString);
  }

  @Test
  void two_pushes_at_once_leave_one_of_them_in_force() throws Exception {
    String small = text("fb-02-modbus-tcp-small/body.json");
    CompletableFuture<JsonObject> first = CompletableFuture.supplyAsync(() -> push(small));
    JsonObject second = push(small);
    int code = first.get(60, TimeUnit.SECONDS).get("code").getAsInt();
    assertTrue(code == 200 || code == 400, first::toString);
    assertTrue(code == 200 || second.get("code").getAsInt() == 200, second::toString);
    assertEquals("[S0001]", stage.servers());
  }
}
