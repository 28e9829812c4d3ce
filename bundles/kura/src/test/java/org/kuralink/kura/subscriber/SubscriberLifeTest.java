/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.type.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.kura.endpoint.FakeEndpoint;

/** Subscribers whose endpoint, asset, listeners and configuration come, go and fail. */
class SubscriberLifeTest {

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<KuraPayload> received = new CopyOnWriteArrayList<>();
  private final List<KuraSubscriber> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    started.forEach(KuraSubscriber::deactivate);
    assertEquals(List.of(), registry.services);
    assertEquals(List.of(), endpoint.session.subscribed());
  }

  private static Map<String, Object> with(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("kura.service.pid", "sub");
    all.putIfAbsent("cloud.endpoint.service.pid", FakeEndpoint.NAME);
    return all;
  }

  private <S extends KuraSubscriber> S start(S subscriber, Map<String, Object> properties) {
    subscriber.registerCloudSubscriberListener(message -> received.add(message.getPayload()));
    subscriber.activate(registry.context(), with(properties));
    add(subscriber);
    started.add(subscriber);
    return subscriber;
  }

  private void add(KuraSubscriber subscriber) {
    subscriber.addEndpoint(endpoint, Map.of("kura.service.pid", FakeEndpoint.NAME));
  }

  private Reply set(Map<String, Object> values) {
    return ((PropertySetHandler) registry.only()).set(values).toCompletableFuture().join();
  }

  @Test
  void severalPropertiesAreOneMessageWithATime() {
    start(new PropertySetSubscriber(), Map.of());
    assertTrue(set(Map.of("a", 1, "b", "x")).isSuccess());
    assertEquals(1, received.size());
    assertEquals(Map.of("a", 1, "b", "x"), received.get(0).metrics());
    assertNotNull(received.get(0).getTimestamp());
  }

  @Test
  void anAssetThatWouldNotWriteIsSaidToThePlatform() {
    PropertySetSubscriber subscriber =
        start(new PropertySetSubscriber(), Map.of("asset", "boiler", "mapping", "t:FLOAT=t"));
    assertEquals(ResultCode.REQUEST_ERROR, set(Map.of("a", 1)).code());
    assertTrue(set(Map.of("t", 1)).isSuccess());
    subscriber.bindAssets(
        new Boiler()
            .with("level", DataType.LONG)
            .with("measured", ChannelType.READ, DataType.LONG, true)
            .with("off", ChannelType.WRITE, DataType.LONG, false));
    assertTrue(set(Map.of("level", 5)).isSuccess());
    assertEquals(Map.of("level", 5L), received.get(1).metrics());
    for (String wrong : List.of("measured", "off", "unknown")) {
      Reply reply = set(Map.of(wrong, 1, "level", 6));
      assertEquals(ResultCode.PARAMETER_ERROR, reply.code());
      assertTrue(reply.message().orElseThrow().startsWith(wrong + " cannot be set"), wrong);
    }
    assertEquals(2, received.size());
  }

  @Test
  void aNullIsRefused() {
    start(new PropertySetSubscriber(), Map.of());
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("a", null);
    assertEquals(ResultCode.PARAMETER_ERROR, set(nothing).code());
  }

  @Test
  void aSubscriberComesBackWithItsEndpoint() {
    PropertySetSubscriber subscriber = start(new PropertySetSubscriber(), Map.of());
    TopicSubscriber topics = start(new TopicSubscriber(), Map.of("topic", "get"));
    Object before = registry.only();
    subscriber.removeEndpoint(endpoint);
    topics.removeEndpoint(endpoint);
    assertEquals(List.of(), registry.services);
    assertEquals(List.of(), endpoint.session.subscribed());
    add(subscriber);
    add(topics);
    assertNotSame(before, registry.only());
    assertEquals(List.of("/pk/dn/user/get"), endpoint.session.subscribed());
  }

  @Test
  void aSubscriberThatMovesToAnotherConnectionLeavesThisOne() {
    PropertySetSubscriber subscriber = start(new PropertySetSubscriber(), Map.of());
    subscriber.modified(with(Map.of("cloud.endpoint.service.pid", "another")));
    assertEquals(List.of(), registry.services);
    subscriber.modified(with(Map.of("cloud.endpoint.service.pid", "")));
    assertEquals(List.of(), registry.services);
    subscriber.modified(with(Map.of()));
    assertNotNull(registry.only());
  }

  @Test
  void equalValuesChangeNothingWhateverTheFrameworkCallsThem() {
    PropertySetSubscriber subscriber =
        start(new PropertySetSubscriber(), Map.of("mapping", "a=b", "mapping.only", true));
    Object before = registry.only();
    subscriber.modified(
        with(
            Map.of(
                "mapping", "a=b", "mapping.only", "true", "service.pid", "x", "component.id", 9L)));
    assertEquals(before, registry.only());
  }

  @Test
  void listenersHearOfTheConnectionOnce() {
    List<String> news = new ArrayList<>();
    PropertySetSubscriber subscriber = new PropertySetSubscriber();
    subscriber.registerCloudConnectionListener(
        new CloudConnectionListener() {
          @Override
          public void onDisconnected() {
            news.add("disconnected");
          }

          @Override
          public void onConnectionLost() {
            news.add("lost");
          }

          @Override
          public void onConnectionEstablished() {
            news.add("established");
          }
        });
    start(subscriber, Map.of());
    endpoint.tell();
    subscriber.modified(with(Map.of("cloud.endpoint.service.pid", "another")));
    assertEquals(List.of("established", "lost"), news);
  }

  @Test
  void aListenerThatBlocksKeepsNeitherTheConnectionNorOtherSubscribers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    TopicSubscriber slow = new TopicSubscriber();
    slow.registerCloudSubscriberListener(
        message -> {
          try {
            release.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    start(slow, Map.of("topic", "get"));
    TopicSubscriber quick = start(new TopicSubscriber(), Map.of("topic", "get"));
    quick.registerCloudSubscriberListener(
        message -> {
          throw new IllegalStateException("a defect of a listener");
        });
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    endpoint.session.deliver("/pk/dn/user/get", body);
    endpoint.session.deliver("/pk/dn/user/get", body);
    await().until(() -> received.size() == 2);
    release.countDown();
    await().until(() -> received.size() == 4);
  }

  @Test
  void rawDataArrivesAsBodies() {
    start(new RawSubscriber(), Map.of());
    RawDataHandler handler = (RawDataHandler) registry.only();
    assertEquals(
        FakeEndpoint.NAME + ".connection", registry.services.get(0).properties().get("connection"));
    assertEquals(
        Optional.empty(), handler.received(new byte[] {1, -1}).toCompletableFuture().join());
    assertArrayEquals(new byte[] {1, -1}, received.get(0).getBody());
    assertEquals(Map.of(), received.get(0).metrics());
  }

  @Test
  void aServiceNeedsNoInputs() {
    start(new ServiceSubscriber(), Map.of());
    var result =
        ((ServiceHandler) registry.only())
            .call(new ServiceCall("stop", Map.of(), Duration.ofSeconds(5)))
            .toCompletableFuture()
            .join();
    assertEquals(ResultCode.SUCCESS, result.code());
    assertEquals(Map.of("service", "stop"), received.get(0).metrics());
  }

  @Test
  void whatNamesNothingTakesNothingFromOthers() {
    PropertySetSubscriber subscriber =
        start(new PropertySetSubscriber(), Map.of("mapping.only", true));
    assertEquals(List.of(), registry.services);
    subscriber.modified(with(Map.of("mapping.only", true, "mapping", "a=b")));
    assertNotNull(registry.only());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set | mapping | level:NUMBER=x-y | channel:TYPE=identifier",
        "set | mapping.only | maybe | true or false",
        "desired | mapping | =a | channel=identifier",
        "desired | mapping.only | 0 | true or false",
        "service | services | open door | 1 to 50 of a-z A-Z 0-9 _",
        "topic | topic | '' | is missing",
        "topic | topic | a/#/b | + stands for one whole level"
      })
  void aWrongFieldIsNamedWithWhatIsAllowed(
      String kind, String property, String value, String allowed) {
    KuraSubscriber subscriber =
        switch (kind) {
          case "set" -> new PropertySetSubscriber();
          case "desired" -> new DesiredStateSubscriber();
          case "service" -> new ServiceSubscriber();
          default -> new TopicSubscriber();
        };
    ConfigurationValues values = ConfigurationValues.of(Map.of(property, value));
    subscriber.configure(values);
    assertEquals(1, values.problems().size(), values.problems().toString());
    String problem = values.problems().get(0);
    assertTrue(problem.startsWith(property + " "), problem);
    assertTrue(problem.contains(allowed), problem);
    start(subscriber, Map.of(property, value));
    assertEquals(kind.matches("topic|service"), registry.services.isEmpty());
  }
}
