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

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.channel.ServerCertificates;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.fieldsimulator.FieldSlave;
import org.kuralink.fieldsimulator.HallServer;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.osgi.framework.BundleException;

/**
 * The platform, a gateway with the packaged field channels, and field devices of independent
 * implementations: two pumps at a Modbus slave, two ovens at an OPC UA server. {@code
 * field-devices.json} is their configuration.
 */
final class FieldDevicesStage implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(90);
  static final String PUMPS = "a1Pump01";
  static final String OVENS = "a1Oven01";

  private static final String SECRET = "kuraDemoGateway01SecretForLocal1";
  private static final String USER = "operator";
  private static final String PASSWORD = "hall-19";

  final FieldSlave slave;
  final HallServer hall;
  final int modbusPort;
  private final Stage stage;
  private final JsonObject all;
  private final Gateway gateway;
  private final FieldChannels channels;

  private FieldDevicesStage(Path data) throws Exception {
    modbusPort = freePort();
    int opcUaPort = freePort();
    all = configuration(modbusPort, opcUaPort);
    slave = new FieldSlave(modbusPort, List.of(1, 2));
    hall =
        new HallServer(
            new HallServer.Settings("127.0.0.1", opcUaPort, USER, PASSWORD, false, data));
    slave.on();
    hall.on();
    stage =
        Stage.start(
            data.resolve("gateway"),
            SimulatorOptions.forTests()
                .withLimits(Limits.NONE)
                .withGatewayLimits(SubDeviceStage.unlimited()));
    register();
    gateway = begin();
    channels = stage.gateway().service(FieldChannels.class, "(connection=main)");
  }

  /** Nothing is pushed yet; the server of the ovens is trusted by a person when it is seen. */
  static FieldDevicesStage start(Path data) throws Exception {
    return new FieldDevicesStage(data);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static JsonObject configuration(int modbus, int opcUa)
      throws IOException, GeneralSecurityException {
    try (InputStream in = FieldDevicesStage.class.getResourceAsStream("/field-devices.json")) {
      String text =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@MODBUS@", String.valueOf(modbus))
              .replace("@OPC_UA@", String.valueOf(opcUa))
              .replace("@PASSWORD@", encrypted(PASSWORD));
      return JsonParser.parseString(text).getAsJsonObject();
    }
  }

  /** As the guide says, with the secret of the gateway. */
  static String encrypted(String password) throws GeneralSecurityException {
    byte[] key = SECRET.getBytes(StandardCharsets.US_ASCII);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new IvParameterSpec(Arrays.copyOf(key, 16)));
    return Base64.getEncoder()
        .encodeToString(cipher.doFinal(password.getBytes(StandardCharsets.UTF_8)));
  }

  private void register() throws Exception {
    for (JsonElement tsl : all.getAsJsonArray("tslList")) {
      String product =
          tsl.getAsJsonObject().getAsJsonObject("profile").get("productKey").getAsString();
      stage
          .simulator()
          .registry()
          .createProduct(
              Optional.of(product),
              product,
              Optional.empty(),
              true,
              Tsl.parse(tsl.getAsJsonObject()));
    }
    for (JsonElement device : all.getAsJsonArray("deviceList")) {
      stage.simulator().registry().createDevice(key(device), Optional.empty());
    }
  }

  private static DeviceKey key(JsonElement device) {
    JsonObject entry = device.getAsJsonObject();
    return new DeviceKey(
        entry.get("productKey").getAsString(), entry.get("deviceName").getAsString());
  }

  /** As packaged, where the gateway does not have them. */
  static void install(EmbeddedGateway gateway) throws IOException, BundleException {
    Path root = Path.of(System.getProperty("kuralink.bundles")).resolve("../../../../..");
    for (String name : List.of("channel-modbus", "channel-opcua")) {
      if (gateway.bundle("org.kuralink." + name) == null) {
        try (Stream<Path> files = Files.list(root.resolve("bundles/" + name + "/target"))) {
          Path jar =
              files
                  .filter(file -> file.toString().matches(".*/org\\.kuralink\\..*-[0-9.]+\\.jar"))
                  .findFirst()
                  .orElseThrow();
          gateway.context().installBundle("reference:" + jar.normalize().toUri()).start();
        }
      }
    }
  }

  private Gateway begin() throws IOException, BundleException {
    install(stage.gateway());
    stage.gateway().configure("org.kuralink.gateway", "main", Map.of("connection", "main"));
    Map<String, Object> loopback = Map.of("connection", "main", "networks", "loopback");
    stage.gateway().configure("org.kuralink.channel.modbus", "main", loopback);
    stage.gateway().configure("org.kuralink.channel.opcua", "main", loopback);
    Gateway found = stage.gateway().service(Gateway.class, "(connection=main)");
    stage.connect(Map.of("pack.post.milliseconds", 200));
    stage.thing(Map.of("model.source", "none"));
    return found;
  }

  /** The whole configuration. */
  JsonObject all() {
    return all.deepCopy();
  }

  /** The whole configuration without some devices. */
  JsonObject without(String... names) {
    JsonObject fewer = all();
    JsonArray devices = new JsonArray();
    for (JsonElement device : all.getAsJsonArray("deviceList")) {
      if (!Set.of(names).contains(key(device).deviceName())) {
        devices.add(device);
      }
    }
    fewer.add("deviceList", devices);
    return fewer;
  }

  /** Pushes a configuration and waits for the answer. */
  JsonObject push(JsonObject configuration) {
    JsonObject body = new JsonObject();
    body.add("configuration", configuration);
    body.addProperty("timeoutMs", 25_000);
    return stage.platform().ask("model-config", body.toString());
  }

  /** Waits until exactly these of the configured devices have a session. */
  void awaitOnline(String... names) {
    Set<String> wanted = Set.of(names);
    await(wanted + " online")
        .atMost(LIMIT)
        .until(
            () ->
                StreamSupport.stream(all.getAsJsonArray("deviceList").spliterator(), false)
                    .map(FieldDevicesStage::key)
                    .allMatch(
                        key ->
                            wanted.contains(key.deviceName())
                                == stage.simulator().capabilities().gateways().isOnline(key)));
  }

  /** Trusts what shows a certificate and was not decided about. */
  void trustTheServer() throws Exception {
    ServerCertificates certificates =
        stage.gateway().service(ServerCertificates.class, "(objectClass=*)");
    ServerCertificate seen =
        await("a certificate to decide about")
            .atMost(LIMIT)
            .until(() -> certificates.certificates().stream().findFirst(), Optional::isPresent)
            .orElseThrow();
    certificates.trust(seen.fingerprint());
  }

  boolean isBound(String product, String name) {
    return stage
        .simulator()
        .capabilities()
        .gateways()
        .relations()
        .of(SubDeviceStage.KEY)
        .contains(new DeviceKey(product, name));
  }

  PlatformClient device(String product, String name) {
    return new PlatformClient(stage.simulator().ports().http(), product, name);
  }

  PlatformClient platform() {
    return stage.platform();
  }

  Stage stage() {
    return stage;
  }

  Gateway gateway() {
    return gateway;
  }

  FieldChannelsStatus status() {
    return channels.status();
  }

  /** How a server of the configuration stands; empty while nobody serves it. */
  Optional<FieldServerStatus> server(String id) {
    return status().servers().stream()
        .filter(each -> each.serverId().equals(id))
        .findFirst()
        .flatMap(FieldChannelsStatus.Server::status);
  }

  @Override
  public void close() throws Exception {
    stage.close();
    hall.close();
    slave.close();
  }
}
