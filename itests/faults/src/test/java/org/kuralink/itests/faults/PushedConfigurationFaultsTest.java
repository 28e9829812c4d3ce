/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.gateway.GatewayLimits;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;
import org.kuralink.standalone.embedded.PlatformClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a gateway (SIGKILL) at random times while it applies a pushed configuration: afterwards it
 * has either the previous or the new configuration completely. Four times, with {@code -Plong}
 * forty times; {@code -Dkuralink.seed} selects another run.
 */
class PushedConfigurationFaultsTest {

  private static final Logger LOG = LoggerFactory.getLogger(PushedConfigurationFaultsTest.class);
  private static final int KILLS = Integer.getInteger("kuralink.kills", 0) >= 1000 ? 40 : 4;
  private static final int MOST_MILLIS = 400;
  private static final int SERVERS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String PRODUCT = "a1KuraSub01";
  private static final String POINT =
      """
      {"identifier": "Level", "registerAddress": "0x1", "operateType": "holdingRegister",
       "pollingTime": 1000, "trigger": 1, "originalDataType": {"type": "int16"}}\
      """;
  private static final String PROPERTY =
      """
      {"identifier": "Level", "name": "Level", "accessMode": "r", "required": false,
       "dataType": {"type": "int", "specs": {"min": "0", "max": "9"}}}\
      """;

  @TempDir Path directory;
  private final long seed = Long.getLong("kuralink.seed", 15);
  private final Random random = new Random(seed);
  private Simulator simulator;
  private PlatformClient platform;
  private Process gateway;
  private int lives;

  @BeforeEach
  void start() throws Exception {
    simulator =
        Simulator.start(
            SimulatorOptions.forTests()
                .withLimits(Limits.NONE)
                .withGatewayLimits(GatewayLimits.of(Limits.NONE)));
    String model = "{\"properties\": [" + PROPERTY + "], \"events\": [], \"services\": []}";
    simulator
        .registry()
        .createProduct(
            Optional.of(PRODUCT),
            "Sub-devices",
            Optional.empty(),
            true,
            Tsl.parse(JsonParser.parseString(model).getAsJsonObject()));
    for (int i = 0; i < SERVERS; i++) {
      simulator.registry().createDevice(new DeviceKey(PRODUCT, "sub-" + i), Optional.empty());
    }
    platform = new PlatformClient(simulator.ports().http(), "a1KuraDemo01", "gateway-01");
  }

  @AfterEach
  void stop() throws Exception {
    kill();
    simulator.close();
  }

  private Path diary() {
    return directory.resolve("diary-" + lives);
  }

  private void startGateway() throws IOException {
    lives++;
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dkuralink.bundles=" + System.getProperty("kuralink.bundles"),
            "-cp",
            System.getProperty("java.class.path"),
            FieldVictim.class.getName(),
            directory.resolve("data").toString(),
            String.valueOf(simulator.ports().tcp()),
            simulator.caPem().toString(),
            diary().toString());
    // to a file: a pipe that nobody reads would stop it
    gateway =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(new File("target", "pushed-configuration.log")))
            .start();
  }

  private void kill() throws InterruptedException {
    gateway.destroyForcibly();
    assertTrue(gateway.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
  }

  /** One whose servers, all others than those of the one before, are called by its number. */
  private static String configuration(int number) {
    StringBuilder servers = new StringBuilder();
    StringBuilder devices = new StringBuilder();
    for (int i = 0; i < SERVERS; i++) {
      String comma = i == 0 ? "" : ",";
      String id = server(number, i);
      // a port of discard: nobody answers, and nobody has to
      servers
          .append(comma)
          .append("{\"serverId\":\"%s\",\"protocol\":\"TCP\",".formatted(id))
          .append("\"ip\":\"127.0.%d.%d\",\"port\":9}".formatted(number % 200 + 1, i + 1));
      devices
          .append(comma)
          .append("{\"productKey\":\"%s\",\"deviceName\":\"sub-%d\",".formatted(PRODUCT, i))
          .append("\"deviceConfig\":{\"slaveId\":1,\"serverId\":\"%s\"}}".formatted(id));
    }
    String profile = "{\"profile\":{\"productKey\":\"" + PRODUCT + "\"},";
    return "{\"modelList\":["
        + (profile + "\"properties\":[" + POINT + "]}],\"serverList\":[")
        + servers
        + "],\"deviceList\":["
        + devices
        + "],\"tslList\":["
        + (profile + "\"events\":[],\"services\":[],\"properties\":[" + PROPERTY + "]}]}");
  }

  private static String server(int number, int index) {
    return "S%d-%02d".formatted(number, index);
  }

  /** What the diary says of a configuration that is in force as a whole. */
  private static String whole(int number) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(configuration(number).getBytes(StandardCharsets.UTF_8));
    List<String> servers =
        IntStream.range(0, SERVERS).mapToObj(i -> server(number, i)).sorted().toList();
    return HexFormat.of().formatHex(digest) + " " + String.join(",", servers);
  }

  private JsonObject push(int number, Duration patience) {
    JsonObject body = new JsonObject();
    body.addProperty("configuration", configuration(number));
    body.addProperty("timeoutMs", patience.toMillis());
    return platform.ask("model-config", body.toString());
  }

  private void awaitOnline() {
    await("online").atMost(LIMIT).until(() -> platform.isOnline());
  }

  private void apply(int number) {
    JsonObject result = push(number, Duration.ofSeconds(25));
    assertEquals(200, result.get("code").getAsInt(), result::toString);
  }

  private List<String> lines() throws IOException {
    return Files.exists(diary()) ? Files.readAllLines(diary()) : List.of();
  }

  @Test
  void after_a_kill_the_old_configuration_or_the_new_one_is_in_force_as_a_whole() throws Exception {
    LOG.info("seed {}", seed);
    startGateway();
    awaitOnline();
    apply(0);
    int taken = 0;
    for (int number = 1; number <= KILLS; number++) {
      int pushed = number;
      CompletableFuture<?> push =
          CompletableFuture.runAsync(() -> push(pushed, Duration.ofSeconds(2)));
      boolean early =
          new CountDownLatch(1).await(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
      assertTrue(!early);
      kill();
      push.handle((done, failure) -> done).join();
      await("offline").atMost(LIMIT).until(() -> !platform.isOnline());
      startGateway();
      List<String> allowed = List.of(whole(number - 1), whole(number));
      List<String> said = await("one in force").atMost(LIMIT).until(this::lines, l -> !l.isEmpty());
      assertTrue(allowed.contains(said.get(0)), said::toString);
      taken += said.get(0).equals(allowed.get(1)) ? 1 : 0;
      awaitOnline();
      apply(number);
    }
    LOG.info("killed {} times, {} times the new one was in force", KILLS, taken);
  }
}
