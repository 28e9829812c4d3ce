/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Absence;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.log.LoggedLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoint of a publisher or subscriber, and the events that it passes on. */
class ChosenEndpointTest {

  private static final Map<String, String> NAME = Map.of("kura.service.pid", FakeEndpoint.NAME);

  private static final Logger LOG = LoggerFactory.getLogger(ChosenEndpointTest.class);

  private final List<Runnable> later = new ArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();
  private final ChosenEndpoint chosen =
      new ChosenEndpoint(
          changes::incrementAndGet,
          () -> Map.of("Publisher p", "in trouble"),
          new Absence(later::add));
  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<String> news = new ArrayList<>();

  ChosenEndpointTest() {
    chosen.addListener(new Listener());
  }

  @Test
  void oneThatIsConnectedAlreadyIsSaidToBeSoOnce() {
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    chosen.add(endpoint, NAME);
    endpoint.tell();
    assertEquals(List.of("established"), news);
    assertEquals(Optional.of(endpoint), chosen.endpoint());
  }

  @Test
  void oneThatIsNotConnectedIsNotLostWhenItGoes() {
    endpoint.session.state(SessionState.WAITING);
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    chosen.add(endpoint, NAME);
    chosen.remove(endpoint);
    chosen.remove(endpoint);
    assertEquals(List.of(), news);
    assertEquals(2, changes.get());
  }

  @Test
  void oneThatIsMissingIsLoggedOnceWithTheNearestAndWhenItIsThere() {
    try (LoggedLines log = new LoggedLines()) {
      chosen.add(endpoint, Map.of("kura.service.pid", "cloud-1"));
      chosen.choose("cluod-1", LOG, "publisher-1");
      later.forEach(Runnable::run);
      chosen.update(endpoint, Map.of("kura.service.pid", "cluod-1"));
      assertEquals(
          1,
          log.with(
                  "publisher-1: cloud.endpoint.service.pid is 'cluod-1', and no connection"
                      + " has this name; the nearest is 'cloud-1'")
              .size());
      assertEquals(1, log.with("publisher-1: connection 'cluod-1' is there").size());
    }
  }

  @Test
  void anotherChoiceIsAnotherConnection() {
    chosen.add(endpoint, NAME);
    assertEquals(List.of(), news);
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    assertEquals(List.of("established"), news);
    chosen.choose("another", LOG, "publisher-1");
    assertEquals(List.of("established", "lost"), news);
    endpoint.tell();
    assertEquals(2, news.size());
    assertEquals(Optional.empty(), chosen.endpoint());
  }

  @Test
  void anEndpointOfAnotherNameIsAnotherOne() {
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    chosen.add(endpoint, NAME);
    chosen.update(endpoint, NAME);
    assertEquals(List.of("established"), news);
    chosen.update(endpoint, Map.of("kura.service.pid", "another"));
    assertEquals(List.of("established", "lost"), news);
    assertEquals(Optional.empty(), chosen.endpoint());
    assertEquals(Map.of(), endpoint.shown());
    chosen.update(endpoint, NAME);
    assertEquals(List.of("established", "lost", "established"), news);
    assertEquals(Optional.of(endpoint), chosen.endpoint());
  }

  @Test
  void ofTwoOfOneNameTheHigherRankingDecides() {
    FakeEndpoint other = new FakeEndpoint();
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    chosen.add(endpoint, Map.of("kura.service.pid", FakeEndpoint.NAME, "service.id", 1L));
    chosen.add(other, Map.of("kura.service.pid", FakeEndpoint.NAME, "service.id", 2L));
    assertEquals(Optional.of(endpoint), chosen.endpoint());
    int before = changes.get();
    chosen.update(
        other,
        Map.of("kura.service.pid", FakeEndpoint.NAME, "service.id", 2L, "service.ranking", 1));
    assertEquals(Optional.of(other), chosen.endpoint());
    assertEquals(before + 1, changes.get());
  }

  @Test
  void ofSeveralServicesOfASessionTheNamedOneGoesFirstThenTheHigherRanking() {
    SessionServices<String> services = new SessionServices<>();
    services.add("early", Map.of("connection", "c", "service.id", 1L));
    services.add("late", Map.of("connection", "c", "service.id", 2L));
    assertEquals(Optional.of("early"), services.of("c", "c.thing"));
    services.add("late", Map.of("connection", "c", "service.id", 2L, "service.ranking", 7));
    assertEquals(Optional.of("late"), services.of("c", "c.thing"));
    services.add("named", Map.of("connection", "c", "kura.service.pid", "c.thing"));
    assertEquals(Optional.of("named"), services.of("c", "c.thing"));
    assertEquals(Optional.empty(), services.of("another", "c.thing"));
  }

  @Test
  void onlyTheChosenOneShowsTheTrouble() {
    chosen.add(endpoint, NAME);
    assertEquals(Map.of(), endpoint.shown());
    chosen.choose(FakeEndpoint.NAME, LOG, "publisher-1");
    assertEquals(Map.of("Publisher p", "in trouble"), endpoint.shown());
    chosen.remove(endpoint);
    assertEquals(Map.of(), endpoint.shown());
  }

  @Test
  void whatStandsInTheMiddleOfAChangeIsDoneOnceMore() {
    List<String> done = new ArrayList<>();
    CoalescedTask[] task = new CoalescedTask[1];
    task[0] =
        new CoalescedTask(
            () -> {
              done.add("begun");
              if (done.size() == 1) {
                task[0].run();
                task[0].run();
                assertEquals(List.of("begun"), done);
              }
            });
    task[0].run();
    assertEquals(List.of("begun", "begun"), done);
    task[0].run();
    assertEquals(3, done.size());
  }

  private final class Listener implements CloudConnectionListener {
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
  }
}
