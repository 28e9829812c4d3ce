/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraPosition;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.api.tsl.Violation;
import org.kuralink.kura.endpoint.FakeEndpoint;

class PublishersTest {

  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<String> arrived = new ArrayList<>();

  private <P extends KuraPublisher> P start(P publisher, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("kura.service.pid", "pub");
    all.putIfAbsent("cloud.endpoint.service.pid", FakeEndpoint.NAME);
    publisher.registerCloudDeliveryListener(arrived::add);
    publisher.activate(all);
    return publisher;
  }

  private void add(KuraPublisher publisher) {
    publisher.addEndpoint(endpoint, Map.of("kura.service.pid", FakeEndpoint.NAME));
  }

  private static KuraMessage message(Map<String, Object> metrics) {
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(new Date(9));
    metrics.forEach(payload::addMetric);
    return new KuraMessage(payload);
  }

  private PropertyPost post(int index) {
    return (PropertyPost) endpoint.posts.get(index);
  }

  @Test
  void postsPropertiesUnderTheirIdentifiersWithTheTimesOfTheirChannels() throws Exception {
    PropertyPublisher publisher =
        start(new PropertyPublisher(), Map.of("mapping", "tank.level=level"));
    add(publisher);
    String id =
        publisher.publish(message(Map.of("tank.level", 3, "tank.level_timestamp", 5L, "on", true)));
    assertEquals(
        Map.of("level", PropertyValue.of(3, 5), "on", PropertyValue.of(true, 9)), post(0).values());
    assertEquals(RequestOptions.DURABLE, post(0).options());
    assertEquals(List.of(id), arrived);
    assertEquals(List.of(id), endpoint.confirmed);
  }

  @Test
  void timesAndOtherChannelsMayBeLeftOut() throws Exception {
    PropertyPublisher publisher =
        start(
            new PropertyPublisher(),
            Map.of(
                "mapping",
                "a=a",
                "mapping.only",
                "true",
                "timestamps",
                "none",
                "delivery",
                "transient"));
    add(publisher);
    publisher.publish(message(Map.of("a", 3, "b", 4)));
    assertEquals(Map.of("a", PropertyValue.of(3)), post(0).values());
    assertEquals(RequestOptions.TRANSIENT, post(0).options());
    assertNull(publisher.publish(message(Map.of("b", 4))));
    assertEquals(1, endpoint.posts.size());
  }

  @Test
  void aMetricOfAnUnsupportedTypeIsLeftOutAndTheRestGoes() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    add(publisher);
    publisher.publish(message(Map.of("a", 3, "b", new Date(0), "c", Float.NaN)));
    assertEquals(Map.of("a", PropertyValue.of(3, 9)), post(0).values());
    assertNotNull(publisher.publish(message(Map.of("b", new Date(0)))));
    assertEquals(1, endpoint.posts.size());
    publisher.publish(message(Map.of("a", 4)));
    assertEquals(2, endpoint.posts.size());
  }

  @Test
  void whatTheModelRejectsIsLeftOutAndTheRestGoes() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    add(publisher);
    endpoint.answer =
        post ->
            ((PropertyPost) post).values().containsKey("b")
                ? CompletableFuture.failedFuture(
                    new RejectedPostException(List.of(new Violation("b.c[1]", "too large"))))
                : CompletableFuture.completedFuture(new PostResult(List.of(), List.of()));
    String id = publisher.publish(message(Map.of("a", 1, "b", 2)));
    assertEquals(Map.of("a", PropertyValue.of(1, 9)), post(1).values());
    assertEquals(List.of(id), arrived);
  }

  @Test
  void whatThePlatformDidNotTakeOfAMessageIsNotConfirmed() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    add(publisher);
    Map<String, String> refused = Map.of("b", "tsl parse: params not exist");
    endpoint.answer =
        post ->
            CompletableFuture.completedFuture(
                new PostResult(List.of(Reply.success()), List.of(), refused));
    assertNotNull(publisher.publish(message(Map.of("a", 3, "b", 4))));
    assertEquals(List.of(), arrived);
    assertEquals(List.of(), endpoint.confirmed);
  }

  @Test
  void aRefusedOrFailedPostIsNotConfirmedAndDoesNotThrow() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    add(publisher);
    endpoint.answer =
        post ->
            CompletableFuture.completedFuture(
                new PostResult(List.of(Reply.failure(ResultCode.REQUEST_ERROR, "no")), List.of()));
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    endpoint.answer =
        post ->
            CompletableFuture.failedFuture(
                new LinkException(LinkException.Reason.QUEUE_FULL, "the queue is full"));
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    endpoint.answer =
        post -> {
          throw new IllegalStateException("a defect");
        };
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(List.of(), arrived);
  }

  @Test
  void messagesWaitInTheirOrderWhileTheEndpointOrTheThingIsAway() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    String first = publisher.publish(message(Map.of("a", 1)));
    endpoint.thingIsThere = false;
    add(publisher);
    String second = publisher.publish(message(Map.of("a", 2)));
    assertEquals(List.of(), endpoint.posts);
    endpoint.thing(true);
    assertEquals(1, post(0).values().get("a").value());
    assertEquals(2, post(1).values().get("a").value());
    assertEquals(List.of(first, second), arrived);
  }

  @Test
  void aDurableMessageThatNobodyTakesNowGoesLater() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    add(publisher);
    endpoint.answer =
        post ->
            CompletableFuture.failedFuture(
                new LinkException(LinkException.Reason.OFFLINE, "there is no session"));
    String id = publisher.publish(message(Map.of("a", 1)));
    endpoint.answer =
        post -> CompletableFuture.completedFuture(new PostResult(List.of(), List.of()));
    endpoint.thing(true);
    assertEquals(List.of(id), arrived);
  }

  @Test
  void theOldestGivesWayWhenTooManyWait() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    for (int i = 0; i <= Outbox.MOST; i++) {
      publisher.publish(message(Map.of("a", i)));
    }
    add(publisher);
    assertEquals(Outbox.MOST, endpoint.posts.size());
    assertEquals(1, post(0).values().get("a").value());
  }

  @Test
  void aPublisherWhoseEndpointIsDeletedKeepsWhatComesAndSaysItIsLost() throws Exception {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    List<String> news = new ArrayList<>();
    publisher.registerCloudConnectionListener(new Recorder(news));
    add(publisher);
    endpoint.tell();
    publisher.removeEndpoint(endpoint);
    endpoint.tell();
    assertEquals(List.of("established", "lost"), news);
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    publisher.deactivate();
    add(publisher);
    assertEquals(List.of(), endpoint.posts);
  }

  @Test
  void aPublisherOfAnotherConnectionIsNotMixedIn() throws Exception {
    PropertyPublisher publisher =
        start(
            new PropertyPublisher(),
            Map.of("cloud.endpoint.service.pid", FakeEndpoint.NAME + "-2"));
    add(publisher);
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(List.of(), endpoint.posts);
  }

  @Test
  void aMessageWithoutPayloadIsRefused() {
    PropertyPublisher publisher = start(new PropertyPublisher(), Map.of());
    assertThrows(KuraException.class, () -> publisher.publish(null));
    assertThrows(KuraException.class, () -> publisher.publish(new KuraMessage(null)));
  }

  @Test
  void wrongValuesOfTheFormLeaveThePublisherAlive() throws Exception {
    PropertyPublisher publisher =
        start(
            new PropertyPublisher(),
            Map.of("mapping", "x", "mapping.only", 7, "timestamps", "?", "delivery", new int[0]));
    add(publisher);
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(1, endpoint.posts.size());
  }

  @Test
  void postsAMessageAsAnEvent() throws Exception {
    EventPublisher publisher =
        start(new EventPublisher(), Map.of("event", "alarm", "mapping", "t=temperature"));
    add(publisher);
    String id = publisher.publish(message(Map.of("t", 99, "t_timestamp", 12L)));
    assertEquals(
        new EventPost(
            "alarm",
            new EventValue(Map.of("temperature", 99), OptionalLong.of(12)),
            RequestOptions.DURABLE),
        endpoint.posts.get(0));
    assertEquals(List.of(id), arrived);
  }

  @Test
  void aPositionIsPostedUnderTheNamesOfTheModelAndTypedByTheThing() throws Exception {
    DataType text = new DataType.TextType(OptionalInt.empty());
    Map<String, Field> members = Map.of("longitude", new Field("longitude", "", text));
    Property place =
        new Property(
            "place",
            "",
            AccessMode.READ,
            false,
            new DataType.StructType(members),
            Optional.empty());
    endpoint.model =
        Optional.of(new ThingModel(Optional.empty(), Map.of("place", place), Map.of(), Map.of()));
    PropertyPublisher publisher =
        start(new PropertyPublisher(), Map.of("mapping", "position=place"));
    add(publisher);
    KuraPayload payload = new KuraPayload();
    KuraPosition position = new KuraPosition();
    position.setLongitude(120.1);
    position.setLatitude(30.2);
    payload.setPosition(position);
    publisher.publish(new KuraMessage(payload));
    assertEquals(
        Map.of("longitude", new UntypedValue(120.1)), post(0).values().get("place").value());
  }

  @Test
  void anOutputThatTheModelRejectsIsLeftOutAsLongAsTheEventIsOneWithoutIt() throws Exception {
    EventPublisher publisher = start(new EventPublisher(), Map.of("event", "alarm"));
    add(publisher);
    endpoint.answer =
        post -> {
          Map<String, ?> outputs = ((EventPost) post).event().outputs();
          List<Violation> wrong = new ArrayList<>();
          if (outputs.containsKey("t")) {
            wrong.add(new Violation("alarm.t", "'x' is no number"));
          }
          if (!outputs.containsKey("level")) {
            wrong.add(new Violation("alarm.level", "is missing"));
          }
          return wrong.isEmpty()
              ? CompletableFuture.completedFuture(new PostResult(List.of(), List.of()))
              : CompletableFuture.failedFuture(new RejectedPostException(wrong));
        };
    String id = publisher.publish(message(Map.of("t", "x", "level", 2)));
    assertEquals(Map.of("level", 2), ((EventPost) endpoint.posts.get(1)).event().outputs());
    assertEquals(List.of(id), arrived);
    assertNotNull(publisher.publish(message(Map.of("t", "x", "u", 1))));
    assertEquals(4, endpoint.posts.size());
    assertEquals(List.of(id), arrived);
  }

  @Test
  void publishesBodiesAndMetricsOnATopic() throws Exception {
    TopicPublisher publisher = start(new TopicPublisher(), Map.of("topic", "update"));
    add(publisher);
    endpoint.session.state(SessionState.WAITING);
    KuraPayload body = new KuraPayload();
    body.setBody("x".getBytes(StandardCharsets.UTF_8));
    String id = publisher.publish(new KuraMessage(body));
    publisher.publish(message(Map.of("a", 1)));
    var published = endpoint.session.published();
    assertEquals("/pk/dn/user/update", published.get(0).message().topic());
    assertEquals(Delivery.DURABLE, published.get(0).delivery());
    assertEquals("x", new String(published.get(0).message().payload(), StandardCharsets.UTF_8));
    assertEquals(
        "{\"a\":1}", new String(published.get(1).message().payload(), StandardCharsets.UTF_8));
    assertEquals(id, arrived.get(0));
  }

  @Test
  void aTransientMessageIsLostWhileOfflineAndThatThrowsNothing() throws Exception {
    TopicPublisher publisher =
        start(new TopicPublisher(), Map.of("topic", "update", "delivery", "transient"));
    add(publisher);
    endpoint.session.state(SessionState.WAITING);
    assertNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(List.of(), arrived);
    assertTrue(endpoint.session.published().isEmpty());
    assertEquals(Optional.of(endpoint.session), endpoint.session());
  }
}
