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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;

/** Tests a complete gateway with its sub-devices and the simulator. */
class SubDevicesOnlineTest {

  private static final String PRODUCT = "a1KuraSub01";
  private static final String PROPERTIES = "thing.event.property.post";
  private static final String PACK = "thing/event/property/pack/post";

  /** Sent twice they are less than the platform takes in a second. */
  private static final int POSTS = 10;

  private static final Duration LONGEST = Duration.ofSeconds(30);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;
  private CloudSession session;

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(SHARED, data);
    stage
        .simulator()
        .registry()
        .createProduct(Optional.of(PRODUCT), "Sub-devices", Optional.empty(), true, Tsl.empty());
    for (int i = 1; i <= 3; i++) {
      stage
          .simulator()
          .registry()
          .createDevice(new DeviceKey(PRODUCT, sub(i).deviceName()), Optional.empty());
    }
    session = stage.connect(Map.of("reconnect.min.seconds", 1, "reconnect.max.seconds", 1));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static DeviceIdentity sub(int number) {
    return new DeviceIdentity(PRODUCT, "sub-0" + number);
  }

  private Gateway gateway(String devices) {
    stage
        .gateway()
        .configure(
            "org.kuralink.gateway", "main", Map.of("connection", "main", "devices", devices));
    return stage.gateway().service(Gateway.class, "(connection=main)");
  }

  private static String list(int... numbers) {
    StringBuilder list = new StringBuilder("[");
    for (int number : numbers) {
      list.append(list.length() == 1 ? "" : ",")
          .append("{\"productKey\":\"" + PRODUCT + "\",\"deviceName\":\"")
          .append(sub(number).deviceName())
          .append("\"}");
    }
    return list.append("]").toString();
  }

  private static void await(Gateway gateway, SubDeviceState state, int... numbers) {
    Awaitility.await(state + "")
        .atMost(LONGEST)
        .until(
            () -> {
              for (int number : numbers) {
                Optional<SubDeviceStatus> status = gateway.find(sub(number));
                if (status.filter(one -> one.state() == state).isEmpty()) {
                  return false;
                }
              }
              return true;
            });
  }

  @Test
  void registersBindsAndLogsInWhatIsConfigured() {
    Gateway gateway = gateway(list(1, 2));

    await(gateway, SubDeviceState.ONLINE, 1, 2);
    assertTrue(session.link(sub(1)).isOnline());
    assertEquals(2, gateway.status().online());
  }

  @Test
  void takesDevicesThatApplicationsBring() {
    Gateway gateway = gateway("[]");
    SubDevice device = () -> sub(3);
    var registration = stage.gateway().register(SubDevice.class, device, Map.of());
    await(gateway, SubDeviceState.ONLINE, 3);

    registration.unregister();

    await(gateway, SubDeviceState.BOUND_ONLY, 3);
  }

  @Test
  void comesBackAfterTheLinkWasLost() {
    Gateway gateway = gateway(list(1, 2, 3));
    await(gateway, SubDeviceState.ONLINE, 1, 2, 3);

    stage.platform().kick();

    Awaitility.await("lost")
        .atMost(LONGEST)
        .until(() -> gateway.find(sub(1)).orElseThrow().losses() > 0);
    await(gateway, SubDeviceState.ONLINE, 1, 2, 3);
  }

  @Test
  void stopsAndGoesOnAsApplicationsAsk() throws Exception {
    Gateway gateway = gateway("[]");
    SubDeviceStatus added =
        gateway
            .add(new NewSubDevice(sub(1)))
            .toCompletableFuture()
            .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    assertEquals(SubDeviceState.ONLINE, added.state());

    gateway.logout(sub(1)).toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    assertEquals(SubDeviceState.OFFLINE, gateway.find(sub(1)).orElseThrow().state());
    gateway.login(sub(1)).toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    gateway.delete(sub(1)).toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);

    Awaitility.await("forgotten").atMost(LONGEST).until(() -> gateway.find(sub(1)).isEmpty());
  }

  @Test
  void staysLoggedInWhileItsBundleIsReplaced() throws Exception {
    Gateway before = gateway(list(1, 2));
    await(before, SubDeviceState.ONLINE, 1, 2);
    int logins = stage.platform().sent("combine/batch_login").size();

    stage.gateway().bundle("org.kuralink.gateway").stop();
    stage.gateway().bundle("org.kuralink.gateway").start();
    Gateway after = stage.gateway().service(Gateway.class, "(connection=main)");

    await(after, SubDeviceState.ONLINE, 1, 2);
    assertTrue(session.link(sub(1)).isOnline());
    assertEquals(logins, stage.platform().sent("combine/batch_login").size());
  }

  @Test
  @Proves("6-28")
  void what_is_refused_for_want_of_a_session_arrives_in_order_when_the_device_is_back()
      throws Exception {
    stage.connect(Map.of("uplink.rate", 0));
    Gateway gateway = gateway(list(1, 2));
    await(gateway, SubDeviceState.ONLINE, 1, 2);
    PlatformClient lost =
        new PlatformClient(stage.simulator().ports().http(), PRODUCT, sub(1).deviceName());
    lost.ask("lose", "{}");

    List<CompletionStage<Reply>> replies = new ArrayList<>();
    for (int i = 1; i <= POSTS; i++) {
      replies.add(post(1, i));
    }
    replies.add(post(2, 1));
    for (CompletionStage<Reply> reply : replies) {
      assertEquals(
          200, reply.toCompletableFuture().get(60, TimeUnit.SECONDS).code().value(), "" + reply);
    }

    assertEquals(IntStream.rangeClosed(1, POSTS).boxed().toList(), accepted(lost));
    assertEquals(1, gateway.find(sub(1)).orElseThrow().losses());
    assertEquals(0, gateway.find(sub(2)).orElseThrow().losses());
  }

  private CompletionStage<Reply> post(int device, int value) {
    return session
        .link(sub(device))
        .request(PROPERTIES, JsonText.of("{\"a\":" + value + "}"), RequestOptions.DURABLE);
  }

  /** The values that the platform took, as they came. */
  private static List<Integer> accepted(PlatformClient device) {
    return device.messages().stream()
        .filter(message -> message.get("topic").getAsString().endsWith("property/post"))
        .filter(message -> !String.valueOf(message.get("note")).contains("520"))
        .map(message -> JsonParser.parseString(message.get("payload").getAsString()))
        .map(payload -> payload.getAsJsonObject().getAsJsonObject("params").get("a").getAsInt())
        .toList();
  }

  @Test
  void whatTheyPostWithinAMomentLeavesTogetherAndARefusalIsForTheGuiltyAlone() throws Exception {
    stage.connect(Map.of("pack.post.milliseconds", 3000));
    Gateway gateway = gateway(list(1, 2));
    await(gateway, SubDeviceState.ONLINE, 1, 2);

    assertEquals(List.of(200, 200), codes(PROPERTIES));
    assertEquals(1, stage.platform().sent(PACK).size());

    assertEquals(List.of(200, 6300), codes("thing.event.Unknown.post"));
    assertEquals(2, stage.platform().sent(PACK).size());
  }

  /** What a post of properties of the first and another post of the second device come to. */
  private List<Integer> codes(String other) throws Exception {
    JsonText params = JsonText.of("{\"a\":{\"value\":1,\"time\":1}}");
    var one = session.link(sub(1)).request(PROPERTIES, params, RequestOptions.DURABLE);
    var two = session.link(sub(2)).request(other, params, RequestOptions.DURABLE);
    return List.of(
        one.toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS).code().value(),
        two.toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS).code().value());
  }
}
