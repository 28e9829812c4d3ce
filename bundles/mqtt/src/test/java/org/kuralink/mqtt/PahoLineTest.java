/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.mqtt.LineFixture.await;
import static org.kuralink.mqtt.LineFixture.failure;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;
import org.kuralink.login.MqttLogin;

class PahoLineTest {

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = FakeBroker.plain();
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    broker.close();
  }

  @Test
  void sendsTheLoginAndBringsSessionPresent() throws Exception {
    CompletionStage<Boolean> opened = link.open("tcp", broker.port());
    FakeBroker.Peer peer = broker.accept();
    FakeBroker.Packet connect = peer.expect(FakeBroker.CONNECT);
    peer.send(0x20, 1, 0);

    assertTrue(await(opened));
    byte[] body = connect.body();
    assertEquals("MQTT", new String(body, 2, 4, StandardCharsets.US_ASCII));
    assertEquals(4, body[6]);
    assertEquals(0xc0, body[7] & 0xff);
    assertEquals(30, body[9]);
    assertTrue(connect.text().contains("pk.device|securemode=2|"), connect.text());
    assertTrue(connect.text().contains("device&pk"), connect.text());
    assertTrue(connect.text().endsWith("signed"), connect.text());
  }

  @Test
  void deliversWhatComesBeforeAnybodySubscribed() throws Exception {
    CompletionStage<Boolean> opened = link.open("tcp", broker.port());
    FakeBroker.Peer peer = broker.accept();
    peer.expect(FakeBroker.CONNECT);
    peer.send(0x20, 1, 0);
    peer.publish("/stored", "a", 7);
    peer.publish("/never/subscribed", "b", 0);

    await(opened);
    assertEquals("/stored a", link.nextReceived());
    assertEquals("/never/subscribed b", link.nextReceived());
    assertEquals(7, peer.expect(FakeBroker.PUBACK).id());
  }

  @Test
  void deliversInOrderWhatPassesThroughPahoAndWhatDoesNot() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.swallow();
    for (int i = 0; i < 300; i++) {
      peer.publish("/t" + i, "", i % 5 == 0 ? i + 1 : 0);
    }

    for (int i = 0; i < 300; i++) {
      assertEquals("/t" + i + " ", link.nextReceived());
    }
  }

  @Test
  void completesAPublishAtItsPuback() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    CompletionStage<Void> published = link.publish("/t", 1);
    FakeBroker.Packet packet = peer.expect(FakeBroker.PUBLISH);

    assertEquals("/t", packet.topic());
    assertFalse(published.toCompletableFuture().isDone());
    peer.acknowledge(0x40, packet);
    await(published);
    await(link.publish("/t", 0));
  }

  @Test
  void matchesPubacksInAnyOrder() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    List<CompletionStage<Void>> stages = new ArrayList<>();
    List<FakeBroker.Packet> packets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stages.add(link.publish("/t" + i, 1));
    }
    for (int i = 0; i < 10; i++) {
      packets.add(peer.expect(FakeBroker.PUBLISH));
    }
    for (int i = 9; i >= 0; i--) {
      peer.acknowledge(0x40, packets.get(i));
      await(stages.get(i));
    }
  }

  @Test
  void refusesWhatIsMoreThanTheWindow() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stages.add(link.publish("/t", 1));
    }

    assertTrue(failure(link.publish("/t", 1)).busy());
    assertTrue(failure(link.publish("/t", 0)).busy());
    peer.acknowledge(0x40, peer.expect(FakeBroker.PUBLISH));
    await(stages.get(0));
    assertFalse(link.publish("/t", 1).toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void neverRunsOutOfWindowWhileEachWaitsForTheOneBefore() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.swallow();
    for (int i = 0; i < 5_000; i++) {
      await(link.publish("/t", 0));
    }
  }

  @Test
  void subscribesAndUnsubscribes() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    CompletionStage<List<FilterAnswer>> subscribed = link.line.subscribe(List.of("/a/+", "/b"), 1);
    peer.acknowledge(0x90, peer.expect(FakeBroker.SUBSCRIBE), 1, 0);
    assertEquals(
        List.of(new FilterAnswer("/a/+", true, ""), new FilterAnswer("/b", true, "")),
        await(subscribed));
    CompletionStage<Void> unsubscribed = link.line.unsubscribe(List.of("/b"));
    peer.acknowledge(0xb0, peer.expect(FakeBroker.UNSUBSCRIBE));
    await(unsubscribed);
  }

  @Test
  void reportsARefusedFilter() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    CompletionStage<List<FilterAnswer>> subscribed = link.line.subscribe(List.of("/a", "/b"), 1);
    peer.acknowledge(0x90, peer.expect(FakeBroker.SUBSCRIBE), 1, 0x80);

    assertEquals(
        List.of(
            new FilterAnswer("/a", true, ""),
            new FilterAnswer("/b", false, "the platform refused it")),
        await(subscribed));
    assertNull(link.lost.poll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a/#", "/a/+/b"})
  void refusesATopicThatMqttDoesNotAllow(String topic) throws Exception {
    link.opened(broker);
    for (int i = 0; i < 20; i++) {
      assertEquals(Cause.CONFIGURATION, failure(link.publish(topic, 1)).cause());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,PLATFORM,3.1.1",
    "2,CONFIGURATION,client.id",
    "3,PLATFORM,try later",
    "4,WRONG_SECRET,device does not exist",
    "5,DEVICE_DISABLED,enable it",
  })
  void saysWhyItWasRefused(int code, Cause cause, String words) throws Exception {
    CompletionStage<Boolean> opened = link.open("tcp", broker.port());
    FakeBroker.Peer peer = broker.accept();
    peer.expect(FakeBroker.CONNECT);
    peer.send(0x20, 0, code);

    LineException e = failure(opened);

    assertEquals(cause, e.cause());
    assertEquals(OptionalInt.of(code), e.code());
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertFalse(e.getMessage().contains("signed"), e.getMessage());
    assertNull(link.lost.poll());
  }

  @Test
  void knowsARefusedToken() throws Exception {
    MqttLogin login =
        new MqttLogin(
            URI.create("tcp://localhost:" + broker.port()), "c", "iot", Secret.of("t"), true);
    CompletionStage<Boolean> opened = link.open(login, LineFixture.settings());
    FakeBroker.Peer peer = broker.accept();
    peer.expect(FakeBroker.CONNECT);
    peer.send(0x20, 0, 3);

    assertEquals(Cause.TOKEN_REFUSED, failure(opened).cause());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 29, 1201, 100_000})
  void checksTheKeepAliveBeforeConnecting(int seconds) throws Exception {
    LineException e =
        failure(link.open(LineFixture.login("tcp", 1), LineFixture.settings(seconds)));

    assertEquals(Cause.CONFIGURATION, e.cause());
    assertEquals("keep.alive.seconds must be 30..1200, but is " + seconds, e.getMessage());
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    broker.close();

    assertEquals(Cause.UNREACHABLE, failure(link.open("tcp", broker.port())).cause());
  }

  @Test
  void saysThatTheNameIsUnknown() throws Exception {
    MqttLogin login =
        new MqttLogin(
            URI.create("tcp://no-such-host.invalid:1883"), "c", "u", Secret.of("p"), false);

    LineException e = failure(link.open(login, LineFixture.settings()));

    assertEquals(Cause.UNREACHABLE, e.cause());
    assertTrue(e.getMessage().contains("no-such-host.invalid"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tcp://localhost", "tcp:nothing", "mqtt://localhost:1", "tcp://localhost:x"})
  void refusesAnAddressThatIsNone(String address) throws Exception {
    MqttLogin login = new MqttLogin(URI.create(address), "c", "u", Secret.of("p"), false);

    assertEquals(Cause.CONFIGURATION, failure(link.open(login, LineFixture.settings())).cause());
  }

  @Test
  void tellsOnceThatThePlatformHungUp() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    CompletionStage<Void> pending = link.publish("/t", 1);
    peer.expect(FakeBroker.PUBLISH);
    peer.close();

    assertTrue(String.valueOf(link.nextLost()).startsWith("LINK_LOST"));
    assertEquals(Cause.LINK_LOST, failure(pending).cause());
    assertEquals(Cause.LINK_LOST, failure(link.publish("/t", 1)).cause());
    link.line.close();
    assertNull(link.lost.poll());
  }

  @Test
  void tellsThatThePlatformLetUsInBeforeItTellsThatItHungUp() throws Exception {
    for (int i = 0; i < 100; i++) {
      CompletionStage<Boolean> opened =
          link.open("tcp", broker.port())
              .whenComplete((present, failure) -> link.lost.add("open " + (failure == null)));
      FakeBroker.Peer peer = broker.accept();
      peer.expect(FakeBroker.CONNECT);
      peer.send(0x20, 1, 0);
      peer.close();

      assertTrue(await(opened));
      assertEquals("open true", link.nextLost());
      assertTrue(String.valueOf(link.nextLost()).startsWith("LINK_LOST"));
    }
  }

  @Test
  void marksWhatThePlatformSendsAgainAndTellsWhatItDoes() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.raw(new byte[] {0x3a, 7, 0, 2, '/', 't', 0, 9, 'x'});
    assertEquals("/t x again", link.nextReceived());
    assertEquals(9, peer.expect(FakeBroker.PUBACK).id());
    assertEquals(
        List.of(
            "CONNECT to tcp://localhost:" + broker.port() + " as pk.device|securemode=2|",
            "CONNACK, session present: false"),
        link.traced);
  }

  @Test
  void goesOnWatchingAfterARoundThatFailed() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    LineTime time =
        new LineTime(
            link.time.scheduler(),
            () -> {
              if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("a mistake");
              }
              return link.time.nanoTime();
            },
            Clock.systemUTC());
    link.line =
        new PahoLine(
            LineFixture.login("tcp", broker.port()), LineFixture.settings(), link, time, it -> {});
    CompletionStage<OpenLine> opened = link.line.open();
    broker.welcome();
    await(opened);
    failures.set(3);
    link.time.leap(Duration.ofSeconds(5));
    assertEquals(0, failures.get());
    assertNull(link.lost.poll());
    link.time.leap(Duration.ofSeconds(60));
    assertTrue(String.valueOf(link.nextLost()).startsWith("HALF_OPEN"));
  }

  @Test
  void endsALinkThatBringsGarbage() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.raw(new byte[] {0, 0, 1, 2, 3});

    assertTrue(String.valueOf(link.nextLost()).contains("does not speak MQTT"));
  }

  @Test
  void refusesToBeOpenedTwiceOrAfterItsEnd() throws Exception {
    link.opened(broker);
    assertEquals(Cause.CONFIGURATION, failure(link.line.open()).cause());
    link.line.close();
    assertEquals(Cause.CONFIGURATION, failure(link.line.open()).cause());
  }

  @Test
  void staysAliveWhenAHandlerThrows() throws Exception {
    LineEvents throwing =
        new LineEvents() {
          @Override
          public void traced(String words) {
            link.traced(words);
          }

          @Override
          public void received(String topic, byte[] payload, boolean again) {
            link.received(topic, payload, again);
            throw new IllegalStateException("a handler's mistake");
          }

          @Override
          public void lost(Cause cause, String message) {
            link.lost(cause, message);
          }
        };
    CompletionStage<Boolean> opened =
        link.open(LineFixture.login("tcp", broker.port()), LineFixture.settings(), throwing);
    FakeBroker.Peer peer = broker.welcome();
    await(opened);
    peer.publish("/a", "1", 1);
    peer.publish("/a", "2", 2);

    assertEquals("/a 1", link.nextReceived());
    assertEquals("/a 2", link.nextReceived());
    assertEquals(1, peer.expect(FakeBroker.PUBACK).id());
    assertEquals(2, peer.expect(FakeBroker.PUBACK).id());
  }

  @Test
  void carriesTenMegabytes() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.publish("/big", "x".repeat(10_000_000), 1);

    assertEquals(10_000_005, String.valueOf(link.nextReceived()).length());
    assertEquals(1, peer.expect(FakeBroker.PUBACK).id());
  }
}
