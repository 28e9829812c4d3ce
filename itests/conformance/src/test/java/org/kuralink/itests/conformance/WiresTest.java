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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.kura.asset.AssetService;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.type.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.SharedGateway;

/** Tests values from an asset to the platform and back in the formats of Kura's wires. */
class WiresTest {

  private static final String BUNDLE = "org.kuralink.kura.";
  private static final String MAPPING = "储罐.液位-1=level\nmain-valve=valve";
  private static final String MODEL =
      """
      { "profile": { "productKey": "a1KuraDemo01" }, "services": [], "events": [],
        "properties": [
          { "identifier": "level", "name": "Level", "accessMode": "rw", "required": false,
            "dataType": { "type": "float", "specs": { "min": "0", "max": "200", "step": "0.1" } } },
          { "identifier": "valve", "name": "Valve", "accessMode": "rw", "required": false,
            "dataType": { "type": "bool", "specs": { "0": "shut", "1": "open" } } },
          { "identifier": "count", "name": "Count", "accessMode": "rw", "required": false,
            "dataType": { "type": "double", "specs": { "min": "0", "max": "1e12", "step": "1" } } },
          { "identifier": "label", "name": "Label", "accessMode": "rw", "required": false,
            "dataType": { "type": "text", "specs": { "length": "64" } } },
          { "identifier": "hours", "name": "Hours", "accessMode": "r", "required": false,
            "dataType": { "type": "int", "specs": { "min": "0", "max": "100000", "step": "1" } } }
        ] }
      """;

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;
  private CloudSession session;
  private final WiredAsset boiler =
      new WiredAsset("boiler", 1_700_000_000_000L)
          .channel("储罐.液位-1", ChannelType.READ_WRITE, DataType.FLOAT, 20.5f)
          .channel("main-valve", ChannelType.READ_WRITE, DataType.BOOLEAN, true)
          .channel("count", ChannelType.READ_WRITE, DataType.LONG, 7L)
          .channel("label", ChannelType.READ_WRITE, DataType.STRING, "a")
          .channel("hours", ChannelType.READ, DataType.DOUBLE, 12.0)
          .channel("unknown", ChannelType.READ, DataType.INTEGER, 1);

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(SHARED, data);
    stage.gateway().context().installBundle("reference:" + kura().toUri()).start();
    stage.platform().thingModel(MODEL);
    session = stage.connect(Map.of());
  }

  /** Kura's view, which the standalone gateway does without. */
  private static Path kura() throws IOException {
    Path root = Path.of(System.getProperty("kuralink.bundles")).resolve("../../../../..");
    try (Stream<Path> files = Files.list(root.resolve("bundles/kura/target").normalize())) {
      return files
          .filter(file -> file.toString().matches(".*/org\\.kuralink\\.kura-[0-9.]+\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void thing(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("time.interval.hours", 0);
    Thing thing = stage.thing(all);
    if (properties.isEmpty()) {
      await("a thing model").atMost(Duration.ofSeconds(30)).until(() -> thing.model().isPresent());
    }
    stage
        .gateway()
        .configure(BUNDLE + "AlibabaCloudIotPlatform", "cloud", Map.of("connection", "main"));
    stage.gateway().service(CloudEndpoint.class, "(kura.service.pid=cloud)");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private CloudPublisher publisher(String kind, Map<String, Object> properties) {
    configure(kind, properties);
    return stage.gateway().service(CloudPublisher.class, "(kura.service.pid=" + kind + ")");
  }

  private CloudSubscriber subscriber(String kind, Map<String, Object> properties) {
    configure(kind, properties);
    return stage.gateway().service(CloudSubscriber.class, "(kura.service.pid=" + kind + ")");
  }

  private void configure(String kind, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("cloud.endpoint.service.pid", "cloud");
    stage.gateway().configure(BUNDLE + kind, kind, all);
  }

  private void wire() {
    stage.gateway().register(AssetService.class, boiler, Map.of());
    boiler.wireTo(publisher("PropertyPublisher", Map.of("mapping", MAPPING)));
    boiler.wireFrom(
        subscriber("PropertySetSubscriber", Map.of("mapping", MAPPING, "asset", "boiler")));
  }

  private void awaitProperty(String identifier, String value) {
    await(identifier)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              JsonElement held = stage.platform().property(identifier);
              return held != null && held.getAsString().equals(value);
            });
  }

  private List<JsonObject> posts() {
    return stage.platform().sent("/thing/event/property/post").stream()
        .map(message -> message.getAsJsonObject("params"))
        .toList();
  }

  @Test
  void an_asset_is_read_to_the_platform_and_set_from_it() {
    thing(Map.of());
    wire();
    long time = boiler.read();
    awaitProperty("level", "20.5");
    JsonObject first = posts().get(0);
    assertEquals("{\"value\":1,\"time\":" + time + "}", first.getAsJsonObject("valve").toString());
    assertEquals(12, first.getAsJsonObject("hours").get("value").getAsInt());
    assertEquals(Set.of("level", "valve", "count", "label", "hours"), first.keySet());

    JsonObject answer =
        stage.platform().set("{\"level\":81.5,\"valve\":0,\"count\":5000000000,\"label\":\"b\"}");
    assertEquals(200, answer.get("code").getAsInt(), answer.toString());
    assertEquals(81.5f, boiler.value("储罐.液位-1"));
    assertEquals(false, boiler.value("main-valve"));
    assertEquals(5_000_000_000L, boiler.value("count"));
    assertEquals("b", boiler.value("label"));
    awaitProperty("level", "81.5");

    assertEquals(460, stage.platform().set("{\"count\":1.5,\"level\":1}").get("code").getAsInt());
    assertEquals(81.5f, boiler.value("储罐.液位-1"));
  }

  @Test
  void what_is_read_without_a_connection_arrives_in_its_order_with_its_times() {
    thing(Map.of());
    wire();
    List<String> confirmed = new CopyOnWriteArrayList<>();
    stage
        .gateway()
        .service(CloudPublisher.class, "(kura.service.pid=PropertyPublisher)")
        .registerCloudDeliveryListener(confirmed::add);
    stage.platform().stopBroker();
    await("offline").atMost(Duration.ofSeconds(30)).until(() -> !session.status().isOnline());
    long first = boiler.read();
    for (int i = 1; i < 20; i++) {
      boiler.change("count", (long) i);
      boiler.read();
    }
    assertEquals(List.of(), confirmed);
    stage.platform().startBroker();
    await("all confirmed").atMost(Duration.ofSeconds(60)).until(() -> confirmed.size() == 20);
    List<Long> times =
        stage.platform().posted("count").stream()
            .map(count -> count.getAsJsonObject().get("time").getAsLong())
            .distinct()
            .toList();
    assertEquals(20, times.size(), times::toString);
    for (int i = 0; i < 20; i++) {
      assertEquals(first + i * 1000L, times.get(i));
    }
  }

  @Test
  void bytes_go_both_ways_past_the_thing_model() throws Exception {
    stage.platform().rawData(true);
    thing(Map.of("model.source", "none", "data.format", "raw"));
    List<byte[]> bodies = new CopyOnWriteArrayList<>();
    subscriber("RawSubscriber", Map.of())
        .registerCloudSubscriberListener(message -> bodies.add(message.getPayload().getBody()));
    CloudPublisher raw = publisher("RawPublisher", Map.of());
    List<String> confirmed = new CopyOnWriteArrayList<>();
    raw.registerCloudDeliveryListener(confirmed::add);
    KuraPayload payload = new KuraPayload();
    payload.setBody(new byte[] {0, 1, -1});
    String id = Objects.requireNonNull(raw.publish(new KuraMessage(payload)));
    await("confirmed").atMost(Duration.ofSeconds(30)).until(() -> confirmed.contains(id));
    assertTrue(stage.platform().held("raw").toString().contains("0001ff"));
    stage.platform().ask("raw", "{\"payloadHex\":\"80ff\",\"way\":\"down-raw\"}");
    await("a body").atMost(Duration.ofSeconds(30)).until(() -> !bodies.isEmpty());
    assertArrayEquals(new byte[] {-128, -1}, bodies.get(0));
  }
}
