/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;

/** Chapter 9.6: field channel configurations that the platform pushes to a gateway. */
class FieldChannelStatementsTest {

  /** Encrypted with the secret of the gateway of this stage. */
  private static final String PASSWORD = "test123";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir private Path data;
  private final Lines lines = new Lines();
  private SubDeviceStage devices;

  /** A channel whose devices have the values that the test sets. */
  private static final class Lines implements FieldChannel {

    private final List<FieldServer> opened = new CopyOnWriteArrayList<>();
    private final List<String> set = new CopyOnWriteArrayList<>();
    private volatile boolean refuses;

    @Override
    public List<FieldError> check(FieldServer server) {
      List<FieldError> errors = new ArrayList<>();
      for (FieldDevice device : server.devices()) {
        if (!device.members().containsKey("slaveId") && !server.members().containsKey("url")) {
          errors.add(new FieldError(device.place() + ".deviceConfig", "slaveId", "is missing"));
        }
      }
      return errors;
    }

    @Override
    public OpenFieldServer open(FieldServer server, FieldReports reports) {
      opened.add(server);
      for (FieldDevice device : server.devices()) {
        reports.values(
            device.identity(), Map.of("Temperature", new BigDecimal("23.4")), Instant.now());
      }
      return new Open(server);
    }

    @Override
    public CompletionStage<FieldReading> read(FieldServer server) {
      return CompletableFuture.failedFuture(
          new FieldException(FieldException.Cause.UNREACHABLE, "there is no line"));
    }

    @Override
    public CompletionStage<FieldReading> write(FieldServer server, Object value) {
      return read(server);
    }

    private final class Open implements OpenFieldServer {

      private final FieldServer server;

      Open(FieldServer server) {
        this.server = server;
      }

      @Override
      public CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values) {
        set.add(device + " " + values);
        return refuses
            ? CompletableFuture.failedFuture(
                new FieldException(FieldException.Cause.REFUSED, "exception 2 of unit 1"))
            : CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<Map<String, Object>> call(
          DeviceIdentity device, String identifier, Map<String, Object> input) {
        return CompletableFuture.completedFuture(Map.of());
      }

      @Override
      public FieldServerStatus status() {
        return new FieldServerStatus(
            server.serverId(),
            FieldServerStatus.State.CONNECTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            0,
            0,
            List.of());
      }

      @Override
      public void close() {
        opened.remove(server);
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    devices = SubDeviceStage.start(SHARED, data, 2);
    devices
        .stage
        .gateway()
        .register(
            FieldChannel.class,
            lines,
            Map.of(FieldChannel.PROTOCOL, new String[] {"TCP", FieldChannel.OPC_UA}));
    devices.stage.thing(Map.of("model.source", "none"));
  }

  @AfterEach
  void stop() {
    devices.close();
  }

  private static String model() {
    return """
    {"profile": {"productKey": "a1Sub01"}, "properties": [
      {"identifier": "Temperature", "registerAddress": "0x10", "operateType": "holdingRegister",
       "scaling": 0.1, "pollingTime": 1000, "trigger": 1, "originalDataType":
         {"type": "int16", "specs": {"registerCount": 1, "swap16": 0, "reverseRegister": 0}}}]}
    """;
  }

  private static String tsl() {
    return """
    {"profile": {"productKey": "a1Sub01"}, "events": [], "services": [], "properties": [
      {"identifier": "Temperature", "name": "Temperature", "accessMode": "rw", "required": false,
       "dataType": {"type": "double", "specs": {"min": "-40", "max": "120"}}}]}
    """;
  }

  private static String device(int number, String config) {
    return "{\"productKey\":\"a1Sub01\",\"deviceName\":\"sub-0"
        + number
        + "\",\"deviceConfig\":"
        + config
        + "}";
  }

  private static String configuration(String server, String... all) {
    return "{\"modelList\":["
        + model()
        + "],\"serverList\":["
        + server
        + "],\"deviceList\":["
        + String.join(",", all)
        + "],\"tslList\":["
        + tsl()
        + "]}";
  }

  private static String slave(int unit) {
    return "{\"slaveId\":" + unit + ",\"serverId\":\"S1\"}";
  }

  private static String line(int port) {
    return "{\"serverId\":\"S1\",\"protocol\":\"TCP\",\"ip\":\"127.0.0.1\",\"port\":" + port + "}";
  }

  private JsonObject push(String configuration, String... more) {
    JsonObject body = new JsonObject();
    body.add("configuration", JsonParser.parseString(configuration));
    body.addProperty("timeoutMs", 25_000);
    for (int i = 0; i < more.length; i += 2) {
      body.addProperty(more[i], more[i + 1]);
    }
    return devices.stage.platform().ask("model-config", body.toString());
  }

  private void apply(String configuration) {
    JsonObject result = push(configuration);
    assertEquals(200, result.get("code").getAsInt(), result::toString);
  }

  private PlatformClient sub(int number) {
    return new PlatformClient(
        devices.simulator().ports().http(), WireGateway.SUBS, "sub-0" + number);
  }

  @Test
  @Proves({"9.6-1", "9.6-2"})
  void a_push_is_fetched_checked_and_answered_when_it_is_in_force() {
    JsonObject result = push(configuration(line(502), device(1, slave(1))));
    assertEquals("replied", result.get("status").getAsString());
    assertEquals(200, result.get("code").getAsInt(), result::toString);
    JsonObject asked = result.getAsJsonObject("request").getAsJsonObject("data");
    JsonObject answered = result.getAsJsonObject("data");
    assertEquals(asked.get("digest"), answered.get("digest"));
    assertEquals(asked.get("url"), answered.get("url"));
    assertEquals(1, lines.opened.size());
    String next = configuration(line(503), device(1, slave(1)));
    assertEquals(200, push(next, "digestMethod", "md5").get("code").getAsInt());
    JsonObject wrong =
        push(configuration(line(504), device(1, slave(1))), "digest", "00".repeat(32));
    assertEquals(460, wrong.get("code").getAsInt());
    JsonObject none = push(configuration(line(504), device(1, slave(1))), "digest", "");
    assertEquals(460, none.get("code").getAsInt());
    assertEquals(new BigDecimal(503), lines.opened.get(0).members().get("port"));
  }

  @Test
  @Proves({"9.6-3", "9.6-4"})
  void devices_become_sub_devices_and_their_values_properties() {
    apply(configuration(line(502), device(1, slave(1)), device(2, slave(2))));
    devices.await(SubDeviceState.ONLINE, 1, 2);
    await("values")
        .atMost(SubDeviceStage.LIMIT)
        .until(
            () -> {
              JsonElement value = sub(1).property("Temperature");
              return value != null && value.getAsDouble() == 23.4;
            });
    apply(configuration(line(502), device(1, slave(1))));
    await("logged out")
        .atMost(SubDeviceStage.LIMIT)
        .until(() -> !devices.platform().isOnline(WireGateway.sub(2)));
    assertTrue(devices.platform().relations().of(SubDeviceStage.KEY).contains(WireGateway.sub(2)));
    devices.await(SubDeviceState.ONLINE, 1);
  }

  @Test
  @Proves("9.6-5")
  void a_set_is_answered_by_what_became_of_it_on_the_line() {
    apply(configuration(line(502), device(1, slave(1))));
    devices.await(SubDeviceState.ONLINE, 1);
    assertEquals(200, sub(1).set("{\"Temperature\":21.5}").get("code").getAsInt());
    assertEquals(1, lines.set.size());
    assertTrue(
        lines.set.get(0).startsWith("a1Sub01/sub-01 {Temperature=21.5"), lines.set::toString);
    lines.refuses = true;
    JsonObject refused = sub(1).set("{\"Temperature\":22}");
    assertEquals(400, refused.get("code").getAsInt());
    assertEquals("exception 2 of unit 1", refused.get("message").getAsString());
  }

  @Test
  @Proves("9.6-6")
  void a_configuration_with_an_error_changes_nothing() {
    apply(configuration(line(502), device(1, slave(1))));
    JsonObject refused =
        push(configuration(line(503), device(1, slave(1)), device(2, "{\"serverId\":\"S1\"}")));
    assertEquals(460, refused.get("code").getAsInt());
    String words = refused.get("message").getAsString();
    assertTrue(words.contains("deviceList[1].deviceConfig.slaveId: is missing"), words);
    assertEquals(new BigDecimal(502), lines.opened.get(0).members().get("port"));
  }

  @Test
  @Proves("9.6-7")
  void passwords_are_decrypted_with_the_secret_of_the_gateway() throws Exception {
    String server =
        "{\"serverId\":\"S1\",\"url\":\"opc.tcp://127.0.0.1:4840\",\"userName\":\"operator\","
            + "\"password\":\""
            + encrypted()
            + "\"}";
    apply(configuration(server, device(1, "{\"displayNamePath\":\"a\",\"serverId\":\"S1\"}")));
    assertEquals(PASSWORD, lines.opened.get(0).password().orElseThrow().reveal());
  }

  private static String encrypted() throws java.security.GeneralSecurityException {
    byte[] key =
        "kuraDemoGateway01SecretForLocal1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    javax.crypto.Cipher cipher = javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        javax.crypto.Cipher.ENCRYPT_MODE,
        new javax.crypto.spec.SecretKeySpec(key, "AES"),
        new javax.crypto.spec.IvParameterSpec(java.util.Arrays.copyOf(key, 16)));
    return java.util.Base64.getEncoder()
        .encodeToString(cipher.doFinal(PASSWORD.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  @Proves("9.6-8")
  void a_gateway_that_starts_again_takes_up_the_last_one() {
    apply(configuration(line(502), device(1, slave(1))));
    devices.await(SubDeviceState.ONLINE, 1);
    lines.opened.clear();
    devices.stage.gateway().remove("org.kuralink.gateway", "main");
    await("gone")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                devices.stage.gateway().context().getServiceReference(Gateway.class) == null
                    && devices.stage.gateway().context().getServiceReference(FieldChannels.class)
                        == null);
    devices.gateway(Map.of());
    await("taken up").atMost(Duration.ofSeconds(60)).until(() -> lines.opened.size() == 1);
    devices.await(SubDeviceState.ONLINE, 1);
  }
}
