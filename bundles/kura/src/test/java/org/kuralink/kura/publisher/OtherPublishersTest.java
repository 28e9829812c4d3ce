/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.kura.publisher.PublisherHarness.body;
import static org.kuralink.kura.publisher.PublisherHarness.message;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.Violation;

/** Raw data, wrong types, and the parts of a message that are left out. */
class OtherPublishersTest {

  private final PublisherHarness harness = new PublisherHarness();

  @Test
  void bodiesGoOutAsTheyAre() throws Exception {
    RawPublisher publisher = harness.startAt(new RawPublisher(), Map.of());
    byte[] bytes = {1, 0, -1};
    String id = publisher.publish(body(bytes));
    assertArrayEquals(new byte[] {1, 0, -1}, harness.endpoint.raw.get(0));
    assertEquals(List.of(id), harness.arrived);
    assertNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(1, harness.endpoint.raw.size());
  }

  @Test
  void aBodyThatWaitsIsNotTheCallersAnyMore() throws Exception {
    RawPublisher publisher = harness.start(new RawPublisher(), Map.of());
    byte[] bytes = {1};
    publisher.publish(body(bytes));
    bytes[0] = 2;
    harness.add(publisher);
    assertArrayEquals(new byte[] {1}, harness.endpoint.raw.get(0));
  }

  @Test
  void aBodyThatNobodyTakesThrowsNothing() throws Exception {
    RawPublisher publisher = harness.startAt(new RawPublisher(), Map.of());
    harness.endpoint.answer =
        post ->
            CompletableFuture.failedFuture(
                new LinkException(LinkException.Reason.TOO_LARGE, "too large"));
    assertNotNull(publisher.publish(body(new byte[1])));
    assertEquals(List.of(), harness.arrived);
  }

  @Test
  void nobodyConfirmsTransientBodies() throws Exception {
    RawPublisher publisher = harness.startAt(new RawPublisher(), Map.of("delivery", "transient"));
    assertNull(publisher.publish(body(new byte[1])));
    assertEquals(1, harness.endpoint.raw.size());
    assertEquals(List.of(), harness.arrived);
  }

  @Test
  void nothingIsPublishedOfAnEmptyMessage() throws Exception {
    KuraMessage empty = new KuraMessage(new KuraPayload());
    assertNull(harness.startAt(new PropertyPublisher(), Map.of()).publish(empty));
    assertNull(harness.startAt(new TopicPublisher(), Map.of("topic", "t")).publish(empty));
    assertNull(harness.startAt(new RawPublisher(), Map.of()).publish(empty));
    assertEquals(List.of(), harness.endpoint.posts);
    assertEquals(List.of(), harness.endpoint.session.published());
  }

  @Test
  void aMessageOfFailedChannelsIsNoEvent() throws Exception {
    EventPublisher publisher = harness.startAt(new EventPublisher(), Map.of("event", "alarm"));
    assertNull(publisher.publish(message(Map.of("t_error", "no answer", "t_timestamp", 5L))));
    assertEquals(List.of(), harness.endpoint.posts);
    assertNotNull(publisher.publish(message(Map.of())));
    assertEquals("alarm", ((EventPost) harness.endpoint.posts.get(0)).identifier());
  }

  @Test
  void aMessageWithoutATimeHasThatOfItsPublishing() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(77), ZoneOffset.UTC);
    PropertyPublisher publisher = harness.startAt(new PropertyPublisher(clock), Map.of());
    KuraPayload payload = new KuraPayload();
    payload.addMetric("a", 1);
    publisher.publish(new KuraMessage(payload));
    assertEquals(
        Map.of("a", PropertyValue.of(1, 77)),
        ((PropertyPost) harness.endpoint.posts.get(0)).values());
  }

  @Test
  void whatIsRejectedIsLeftOutHoweverOftenTheModelHasToBeAsked() throws Exception {
    PropertyPublisher publisher = harness.startAt(new PropertyPublisher(), Map.of());
    harness.endpoint.answer =
        post -> {
          List<Violation> some =
              ((PropertyPost) post)
                  .values().keySet().stream()
                      .filter(name -> name.startsWith("bad"))
                      .limit(50)
                      .map(name -> new Violation(name, "is unknown"))
                      .toList();
          return some.isEmpty()
              ? CompletableFuture.completedFuture(new PostResult(List.of(), List.of()))
              : CompletableFuture.failedFuture(new RejectedPostException(some));
        };
    Map<String, Object> metrics =
        IntStream.range(0, 120).boxed().collect(Collectors.toMap(i -> "bad" + i, i -> i));
    metrics.put("good", 1);
    String id = publisher.publish(message(metrics));
    List<Object> posts = harness.endpoint.posts;
    assertEquals(Set.of("good"), ((PropertyPost) posts.get(posts.size() - 1)).values().keySet());
    assertEquals(List.of(id), harness.arrived);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "property | mapping | a-b | channel=identifier",
        "property | mapping | a=b-c | 1 to 50 of a-z A-Z 0-9 _",
        "property | mapping.only | maybe | true or false",
        "property | timestamps | never | channel none",
        "property | delivery | pigeon | durable",
        "event | event | over heat | 1 to 50 of a-z A-Z 0-9 _",
        "event | event | '' | is missing",
        "event | mapping | x | channel=identifier",
        "event | mapping.only | 7 | true or false",
        "event | timestamps | ? | channel none",
        "event | delivery | 0 | durable",
        "topic | topic | '' | is missing",
        "topic | topic | a/+ | must not contain + or #",
        "topic | topic | /sys/a/b | must not begin with /sys/",
        "topic | delivery | ? | durable",
        "raw | delivery | ? | durable"
      })
  void aWrongFieldIsNamedWithWhatIsAllowed(
      String kind, String property, String value, String allowed) throws Exception {
    KuraPublisher publisher =
        switch (kind) {
          case "property" -> new PropertyPublisher();
          case "event" -> new EventPublisher();
          case "topic" -> new TopicPublisher();
          default -> new RawPublisher();
        };
    Map<String, Object> properties = new HashMap<>(Map.of("event", "alarm", "topic", "update"));
    properties.put(property, value);
    ConfigurationValues values = ConfigurationValues.of(properties);
    publisher.configure(values);
    assertEquals(1, values.problems().size(), values.problems().toString());
    String problem = values.problems().get(0);
    assertTrue(problem.startsWith(property + " "), problem);
    assertTrue(problem.contains(allowed), problem);
    harness.startAt(publisher, properties);
    KuraMessage both = body(new byte[] {1});
    both.getPayload().addMetric("a", 1);
    boolean needed = property.equals("event") || property.equals("topic");
    String shown = harness.endpoint.shown().get("Publisher pub");
    assertTrue(shown.contains(problem), shown);
    if (needed) {
      assertNull(publisher.publish(both));
      assertNull(publisher.publish(both));
      shown = harness.endpoint.shown().get("Publisher pub");
      assertTrue(shown.endsWith("; 2 messages were left out"), shown);
    } else {
      assertEquals(List.of(publisher.publish(both)), harness.arrived);
    }
  }
}
