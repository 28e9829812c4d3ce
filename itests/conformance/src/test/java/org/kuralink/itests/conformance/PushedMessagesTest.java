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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.live.Message;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * Tests the push messages of the cases with the referenced files byte for byte: digest, gateway and
 * channels together. The addresses in the files belong to other devices, so the packaged channels
 * only validate and open nothing.
 */
class PushedMessagesTest {

  private static final String TOPIC = "/sys/" + PushedStage.GATEWAY + "/thing/model/config/push";

  /** Read by the tests of the gateway itself: they differ in the message, not in the file. */
  private static final Set<String> OF_THE_GATEWAY = Set.of("fb-14-digests", "fb-15-envelopes");

  @TempDir private static Path data;
  private static PushedStage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = new PushedStage(data, PushedMessagesTest::configure);
  }

  private static void configure(EmbeddedGateway gateway) {
    channel(
        gateway,
        "modbus",
        Map.of("serial.ports", "/dev/ttyUSB0 /dev/serial/by-id/usb-Example_RS485-if00-port0"),
        "TCP",
        "RTU");
    channel(gateway, "opcua", Map.of("deprecated.policies", true), FieldChannel.OPC_UA, "OPCUA");
  }

  /** As packaged, for a connection that is not there; for the one that is, what opens nothing. */
  private static void channel(
      EmbeddedGateway gateway, String name, Map<String, ?> settings, String... protocols) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("connection", "apart");
    gateway.configure("org.kuralink.channel." + name, "apart", all);
    FieldChannel packaged =
        gateway.service(
            FieldChannel.class,
            "(&(connection=apart)(" + FieldChannel.PROTOCOL + "=" + protocols[0] + "))");
    gateway.register(
        FieldChannel.class,
        new Checking(packaged),
        Map.of("connection", "main", FieldChannel.PROTOCOL, protocols));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** A channel that validates like another channel. */
  private record Checking(FieldChannel channel) implements FieldChannel {

    @Override
    public List<FieldError> check(FieldServer server) {
      return channel.check(server);
    }

    @Override
    public List<FieldError> checkTogether(List<FieldServer> servers) {
      return channel.checkTogether(servers);
    }

    @Override
    public OpenFieldServer open(FieldServer server, FieldReports reports) {
      return new Unopened(server.serverId());
    }

    @Override
    public CompletionStage<FieldReading> read(FieldServer server) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<FieldReading> write(FieldServer server, Object value) {
      return new CompletableFuture<>();
    }
  }

  private record Unopened(String serverId) implements OpenFieldServer {

    @Override
    public CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Map<String, Object>> call(
        DeviceIdentity device, String identifier, Map<String, Object> input) {
      return new CompletableFuture<>();
    }

    @Override
    public FieldServerStatus status() {
      return new FieldServerStatus(
          serverId,
          FieldServerStatus.State.CONNECTING,
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
      // Nothing was opened.
    }
  }

  private static Path cases() {
    return Path.of(System.getProperty("kuralink.bundles"))
        .resolve("../../../../../bundles/gateway/src/test/resources/fieldbus")
        .normalize();
  }

  /** Serves the file, sends the message, and gives the answer. */
  private static JsonObject push(String message) throws Exception {
    Path at = cases().resolve(message + ".json");
    Path file = at.resolveSibling(at.getFileName().toString().substring("push-".length()));
    StoredFile stored =
        stage.simulator().files().store().put("case.json", Files.readAllBytes(file));
    String url = stage.simulator().files().links().url(stored, Scheme.HTTPS);
    stage.platform().publish(TOPIC, Files.readString(at).replace("@URL@", url));
    return await(message)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> answer(url), Optional::isPresent)
        .orElseThrow();
  }

  /** An answer repeats the address; it is one of the last. */
  private static Optional<JsonObject> answer(String url) {
    return stage.simulator().journal().recent(3, PushedMessagesTest::isAnswer).stream()
        .map(sent -> JsonParser.parseString(sent.text()).getAsJsonObject())
        .filter(
            each ->
                each.getAsJsonObject("data").has("url")
                    && url.equals(each.getAsJsonObject("data").get("url").getAsString()))
        .reduce((first, last) -> last);
  }

  private static boolean isAnswer(Message sent) {
    return sent.up() && sent.topic().equals(TOPIC + "_reply");
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/pushed-messages.csv", numLinesToSkip = 1)
  void is_answered_as_it_should_be(String message, int code, String words) throws Exception {
    String before = stage.servers();
    JsonObject sent =
        JsonParser.parseString(Files.readString(cases().resolve(message + ".json")))
            .getAsJsonObject();
    JsonObject answer = push(message);
    String told = answer.get("message").getAsString();
    assertEquals(code, answer.get("code").getAsInt(), told);
    assertEquals(sent.get("id"), answer.get("id"));
    assertEquals(
        sent.getAsJsonObject("data").get("digest"), answer.getAsJsonObject("data").get("digest"));
    assertFalse(told.contains("Exception"), told);
    if (words != null) {
      for (String part : words.split(" & ")) {
        assertTrue(told.contains(part), told);
      }
      assertEquals(before, stage.servers());
    }
  }

  @Test
  void no_message_of_the_cases_is_left_out() throws IOException {
    Set<String> listed = new TreeSet<>();
    try (InputStream rows = PushedMessagesTest.class.getResourceAsStream("/pushed-messages.csv")) {
      new String(rows.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .forEach(row -> listed.add(row.substring(0, row.indexOf(','))));
    }
    try (Stream<Path> files = Files.walk(cases(), 2)) {
      Set<String> there =
          files
              .filter(file -> file.getFileName().toString().startsWith("push-"))
              .map(file -> cases().relativize(file).toString().replace(".json", ""))
              .filter(name -> !OF_THE_GATEWAY.contains(name.substring(0, name.indexOf('/'))))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(there, listed);
      assertFalse(there.isEmpty());
    }
  }
}
