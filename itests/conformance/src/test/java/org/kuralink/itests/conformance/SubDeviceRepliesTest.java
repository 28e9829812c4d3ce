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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.standalone.embedded.SharedGateway;

/**
 * Tests requests of sub-devices immediately after their log-in on a platform that does not
 * subscribe for them: it drops replies on topics without a subscription.
 */
class SubDeviceRepliesTest {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int DEVICES = 3;

  private static final Map<String, String> REQUESTS =
      new TreeMap<>(
          Map.of(
              "thing.dsltemplate.get", "{}",
              "thing.config.get", "{\"configScope\":\"product\",\"getType\":\"file\"}",
              "thing.ota.firmware.get", "{\"module\":\"default\"}",
              "thing.property.desired.get", "[\"Temperature\"]",
              "thing.deviceinfo.update", "[{\"attrKey\":\"room\",\"attrValue\":\"1\"}]",
              "thing.event.property.post", "{\"Temperature\":21.5}"));

  private final Map<DeviceKey, Set<String>> heard = new ConcurrentHashMap<>();

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;
  private CloudSession session;

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(SHARED, data, SimulatorOptions.forTests().withLimits(Limits.NONE));
    WireGateway.populate(stage.simulator(), SubDeviceStage.KEY, DEVICES);
    // before there is a gateway capability, so that the platform is not asked to subscribe
    session = stage.connect(Map.of("uplink.rate", 0));
    session.subscribeAll(
        "/shadow/get/{productKey}/{deviceName}",
        (link, message) -> hears(link.identity(), "shadow"));
    session.subscribeAll(
        "/ext/ntp/{productKey}/{deviceName}/response",
        (link, message) -> hears(link.identity(), "time"));
    session.addLinkListener(
        (link, online) -> {
          if (online) {
            asks(link);
          }
        });
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void asks(DeviceLink link) {
    DeviceIdentity device = link.identity();
    publish(link, "/shadow/update/" + device, "{\"method\":\"get\"}");
    publish(link, "/ext/ntp/" + device + "/request", "{\"deviceSendTime\":\"1\"}");
    REQUESTS.forEach(
        (method, params) ->
            link.request(method, JsonText.of(params)).thenAccept(reply -> hears(device, method)));
  }

  private static void publish(DeviceLink link, String topic, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    link.publish(new Message(topic, payload), Delivery.ACKNOWLEDGED);
  }

  private void hears(DeviceIdentity device, String what) {
    DeviceKey key = new DeviceKey(device.productKey(), device.deviceName());
    heard.computeIfAbsent(key, absent -> ConcurrentHashMap.newKeySet()).add(what);
  }

  private static List<DeviceKey> devices() {
    return List.of(WireGateway.sub(1), WireGateway.sub(2), WireGateway.sub(3));
  }

  private Map<DeviceKey, Set<String>> heardOfSubDevices() {
    Map<DeviceKey, Set<String>> all = new LinkedHashMap<>();
    devices()
        .forEach(device -> all.put(device, new TreeSet<>(heard.getOrDefault(device, Set.of()))));
    return all;
  }

  private void gateway() {
    stage
        .gateway()
        .configure(
            "org.kuralink.gateway",
            "main",
            Map.of("connection", "main", "devices", WireGateway.names(devices()).toString()));
  }

  /** What the platform had to say to sub-devices and did not, for want of a subscription. */
  private List<String> dropped() {
    return stage
        .simulator()
        .journal()
        .recent(
            1000,
            message ->
                !message.up()
                    && message.key().productKey().equals(WireGateway.SUBS)
                    && message.note().startsWith("dropped: not subscribed"))
        .stream()
        .map(message -> message.key() + " " + message.topic())
        .toList();
  }

  @Test
  void each_answer_to_what_they_ask_first_is_heard() {
    Set<String> all = new TreeSet<>(REQUESTS.keySet());
    all.addAll(Set.of("shadow", "time"));
    Map<DeviceKey, Set<String>> wanted = new LinkedHashMap<>();
    devices().forEach(device -> wanted.put(device, all));

    gateway();

    Awaitility.await("answers")
        .atMost(LONGEST)
        .untilAsserted(() -> assertEquals(wanted, heardOfSubDevices()));
    assertEquals(List.of(), dropped());
  }

  @Test
  void the_model_is_there_with_the_first_question_and_durable_posts_are_answered() {
    for (DeviceKey device : devices()) {
      DeviceIdentity identity = new DeviceIdentity(device.productKey(), device.deviceName());
      session
          .link(identity)
          .request(
              "thing.event.property.post",
              JsonText.of("{\"Temperature\":1}"),
              RequestOptions.DURABLE)
          .thenAccept(reply -> hears(identity, "durable"));
    }
    stage.thing(Map.of("model.source", "cloud"));
    gateway();

    Awaitility.await("answers to durable posts")
        .atMost(LONGEST)
        .until(
            () -> heardOfSubDevices().values().stream().allMatch(all -> all.contains("durable")));
    Awaitility.await("the model")
        .atMost(LONGEST)
        .until(() -> questions() > DEVICES && answers() == questions());
    assertEquals(List.of(), dropped());
  }

  /** How often the model was asked for, by the thing besides the devices of this test. */
  private long questions() {
    return count(true, "thing/dsltemplate/get");
  }

  private long answers() {
    return count(false, "thing/dsltemplate/get_reply");
  }

  private long count(boolean up, String end) {
    return stage
        .simulator()
        .journal()
        .recent(
            1000,
            message ->
                message.up() == up
                    && message.key().productKey().equals(WireGateway.SUBS)
                    && message.topic().endsWith(end))
        .size();
  }
}
