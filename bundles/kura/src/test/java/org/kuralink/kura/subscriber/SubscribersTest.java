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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.type.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.kura.endpoint.FakeEndpoint;

class SubscribersTest {

  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<KuraPayload> received = new CopyOnWriteArrayList<>();
  private final FakeRegistry registry = new FakeRegistry();
  private final List<FakeRegistry.Service> services = registry.services;

  @AfterEach
  void nothingIsLeftAtTheEndpoint() {
    assertEquals(List.of(), services);
    assertEquals(List.of(), endpoint.session.subscribed());
  }

  private void start(KuraSubscriber subscriber, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("kura.service.pid", "sub");
    all.put("cloud.endpoint.service.pid", FakeEndpoint.NAME);
    subscriber.registerCloudSubscriberListener(message -> received.add(message.getPayload()));
    subscriber.activate(registry.context(), all);
    subscriber.addEndpoint(endpoint, Map.of("kura.service.pid", FakeEndpoint.NAME));
  }

  private Reply set(Map<String, Object> values) {
    return ((PropertySetHandler) services.get(0).object()).set(values).toCompletableFuture().join();
  }

  @Test
  void propertiesArriveAsMetricsOfTheirChannelsTypes() {
    PropertySetSubscriber subscriber = new PropertySetSubscriber();
    subscriber.bindAssets(
        new Boiler()
            .with("main-valve", DataType.BOOLEAN)
            .with("b", DataType.STRING)
            .with("other", DataType.FLOAT));
    start(subscriber, Map.of("mapping", "main-valve=valve\nb:DOUBLE=c", "asset", "boiler"));
    assertEquals(FakeEndpoint.NAME + ".connection", services.get(0).properties().get("connection"));
    assertTrue(set(Map.of("valve", 1, "c", 2, "other", 2.5f)).isSuccess());
    assertEquals(Map.of("main-valve", true, "b", "2", "other", 2.5f), received.get(0).metrics());
    subscriber.deactivate();
  }

  @Test
  void aValueThatDoesNotFitItsChannelIsRefusedAndNothingReachesTheWires() {
    PropertySetSubscriber subscriber = new PropertySetSubscriber();
    start(subscriber, Map.of("mapping", "a:INTEGER=a", "mapping.only", true));
    assertArrayEquals(
        new String[] {"a"}, (String[]) services.get(0).properties().get("properties"));
    Reply reply = set(Map.of("a", 1.5, "b", 1));
    assertEquals(ResultCode.PARAMETER_ERROR, reply.code());
    assertTrue(reply.message().orElseThrow().contains("b has no channel"));
    assertEquals(List.of(), received);
    subscriber.deactivate();
  }

  @Test
  void thePlatformHearsThatNobodyTookIt() {
    PropertySetSubscriber subscriber = new PropertySetSubscriber();
    start(subscriber, Map.of());
    subscriber.registerCloudSubscriberListener(
        message -> {
          throw new IllegalStateException("a defect of a listener");
        });
    assertEquals(ResultCode.REQUEST_ERROR, set(Map.of("a", 1)).code());
    subscriber.deactivate();
  }

  private Map<String, Object> desire(Map<String, Object> values) {
    Map<String, ShadowAttribute> attributes = new HashMap<>();
    values.forEach(
        (name, value) -> attributes.put(name, new ShadowAttribute(value, Optional.empty())));
    return ((DesiredStateHandler) services.get(0).object())
        .desired(attributes)
        .toCompletableFuture()
        .join();
  }

  @Test
  void whatIsDesiredArrivesAsMetricsAndWhatFitsIsTaken() {
    DesiredStateSubscriber subscriber = new DesiredStateSubscriber();
    start(subscriber, Map.of("mapping", "level:INTEGER=tankLevel", "mapping.only", true));
    assertEquals(FakeEndpoint.NAME + ".connection", services.get(0).properties().get("connection"));
    assertArrayEquals(
        new String[] {"tankLevel"}, (String[]) services.get(0).properties().get("attributes"));
    assertEquals(Map.of("tankLevel", 7L), desire(Map.of("tankLevel", 7L, "other", "x")));
    assertEquals(Map.of("level", 7), received.get(0).metrics());
    assertEquals(Map.of(), desire(Map.of("tankLevel", 7.5)));
    assertEquals(1, received.size());
    subscriber.deactivate();
    assertEquals(List.of(), services);
  }

  @Test
  void whatTheWiresDoNotTakeStaysDesired() {
    DesiredStateSubscriber subscriber = new DesiredStateSubscriber();
    start(subscriber, Map.of());
    subscriber.registerCloudSubscriberListener(
        message -> {
          throw new IllegalStateException("a defect of a listener");
        });
    assertEquals(Map.of(), desire(Map.of("a", 1L)));
    subscriber.deactivate();
  }

  @Test
  void modifiedRegistersAnewOnlyWhatHasChanged() {
    PropertySetSubscriber subscriber = new PropertySetSubscriber();
    start(subscriber, Map.of("mapping", "a=b"));
    FakeRegistry.Service before = services.get(0);
    Map<String, Object> properties = new HashMap<>();
    properties.put("cloud.endpoint.service.pid", FakeEndpoint.NAME);
    properties.put("mapping", "a=b");
    subscriber.modified(properties);
    assertEquals(List.of(before), services);
    properties.put("mapping", "a=b\nc=d");
    subscriber.modified(properties);
    assertEquals(1, services.size());
    subscriber.removeEndpoint(endpoint);
    assertEquals(List.of(), services);
  }

  @Test
  void callsOfServicesArriveAsMetrics() {
    ServiceSubscriber subscriber = new ServiceSubscriber();
    start(subscriber, Map.of("services", "open\nclose"));
    assertArrayEquals(
        new String[] {"open", "close"}, (String[]) services.get(0).properties().get("service"));
    ServiceHandler handler = (ServiceHandler) services.get(0).object();
    var result =
        handler
            .call(new ServiceCall("open", Map.of("angle", 30), Duration.ofSeconds(5)))
            .toCompletableFuture()
            .join();
    assertEquals(ResultCode.SUCCESS, result.code());
    assertEquals(Map.of("angle", 30, "service", "open"), received.get(0).metrics());
    subscriber.deactivate();
  }

  @Test
  void callsThatAreAnsweredCarryTheirIdAndWait() {
    ServiceSubscriber subscriber = new ServiceSubscriber();
    start(subscriber, Map.of());
    try (var answering = endpoint.calls().answering("weigh"::equals)) {
      ServiceHandler handler = (ServiceHandler) services.get(0).object();
      var call = new ServiceCall("weigh", Map.of(), Duration.ofSeconds(5));
      var result = handler.call(call).toCompletableFuture();
      Object id = received.get(0).getMetric("call.id");
      assertEquals(Map.of("service", "weigh", "call.id", id), received.get(0).metrics());
      assertEquals(false, result.isDone());
      endpoint.calls().take(id.toString()).orElseThrow().result().complete(ServiceResult.success());
      assertEquals(ResultCode.SUCCESS, result.join().code());
      var other = new ServiceCall("open", Map.of(), Duration.ofSeconds(5));
      assertEquals(true, handler.call(other).toCompletableFuture().isDone());
      assertEquals(Map.of("service", "open"), received.get(1).metrics());
    }
    subscriber.deactivate();
  }

  @Test
  void aCallThatTheWiresDoNotTakeIsNotWaitedFor() {
    ServiceSubscriber subscriber = new ServiceSubscriber();
    start(subscriber, Map.of());
    subscriber.registerCloudSubscriberListener(
        message -> {
          throw new IllegalStateException("a defect of a listener");
        });
    try (var answering = endpoint.calls().answering(service -> true)) {
      ServiceHandler handler = (ServiceHandler) services.get(0).object();
      var call = new ServiceCall("weigh", Map.of(), Duration.ofSeconds(5));
      assertEquals(
          ResultCode.REQUEST_ERROR, handler.call(call).toCompletableFuture().join().code());
    }
    subscriber.deactivate();
  }

  @Test
  void messagesOfTopicsArriveAsBodiesAndMetrics() {
    TopicSubscriber subscriber = new TopicSubscriber();
    start(subscriber, Map.of("topic", "get/+"));
    assertEquals(List.of("/pk/dn/user/get/+"), endpoint.session.subscribed());
    endpoint.session.deliver("/pk/dn/user/get/a", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    await().until(() -> !received.isEmpty());
    assertEquals(Map.of("a", 1L, "topic", "/pk/dn/user/get/a"), received.get(0).metrics());
    assertArrayEquals("{\"a\":1}".getBytes(StandardCharsets.UTF_8), received.get(0).getBody());
    subscriber.deactivate();
  }

  @Test
  void aWrongTopicSubscribesToNothing() {
    TopicSubscriber subscriber = new TopicSubscriber();
    start(subscriber, Map.of("topic", "a#"));
    assertEquals(List.of(), endpoint.session.subscribed());
    subscriber.deactivate();
  }
}
