/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionListener;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;

/** A session whose durable messages go another way while MQTT is away. */
class FallbackTest {

  private static final String TOPIC = "/pk/dn/user/update";
  private static final OpenLine REPORTING = new OpenLine(false, 1000, 1, false, false, false);

  private final SessionRig rig = new SessionRig();
  private final List<FakeTransport> https = new ArrayList<>();
  private final List<Boolean> heard = new ArrayList<>();
  private final LineFactory other =
      (settings, events) -> {
        FakeTransport line = new FakeTransport(settings, events);
        https.add(line);
        return line;
      };

  @BeforeEach
  void configure() {
    rig.properties.put("fallback.transport", "https");
    rig.properties.put("fallback.after.seconds", 60);
    rig.door.addListener(
        new SessionListener() {
          @Override
          public void changed(SessionState from, SessionStatus now) {}

          @Override
          public void uplinkChanged(SessionStatus now) {
            heard.add(now.isUplinkOnly());
          }
        });
    install();
  }

  private void install() {
    rig.lines.bind(other, Map.of(LineFactory.TRANSPORT, new String[] {"https"}));
    rig.time.settle();
  }

  private void remove() {
    rig.lines.unbind(other);
    rig.time.settle();
  }

  private void online() {
    rig.configure();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  private FakeTransport https() {
    return https.get(https.size() - 1);
  }

  /** MQTT has been away for long, and nothing comes of its attempts. */
  private void away() {
    rig.lose();
    rig.leap(60);
  }

  private void standsIn() {
    away();
    https().accept(REPORTING);
    rig.time.settle();
    assertTrue(rig.door.status().isUplinkOnly());
  }

  private FallbackStatus fallback() {
    return rig.door.status().fallback().orElseThrow();
  }

  private CompletableFuture<Void> publish(String text) {
    return publish(TOPIC, text);
  }

  private CompletableFuture<Void> publish(String topic, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> stage =
        rig.door.publish(new Message(topic, payload), Delivery.DURABLE).toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  private LinkException failure(CompletableFuture<?> stage) {
    rig.time.settle();
    ExecutionException failure = assertThrows(ExecutionException.class, stage::get);
    return assertInstanceOf(LinkException.class, failure.getCause());
  }

  @Test
  void staysOutOfTheWayWhileMqttIsThere() {
    online();
    rig.leap(3600);
    publish("a");
    assertTrue(https.isEmpty());
    assertFalse(fallback().isInUse());
    assertEquals(Optional.empty(), fallback().fault());
    assertEquals("https", fallback().transport());
  }

  @Test
  void thereIsNoneUnlessItIsConfigured() {
    rig.properties.put("fallback.transport", "none");
    online();
    rig.lose();
    rig.leap(3600);
    assertTrue(https.isEmpty());
    assertEquals(Optional.empty(), rig.door.status().fallback());
  }

  @Test
  void takesTheQueueWhenMqttHasBeenAwayForLong() {
    online();
    rig.lose();
    publish("a");
    rig.leap(59);
    assertTrue(https.isEmpty());
    rig.leap(1);
    https().accept(REPORTING);
    rig.time.settle();
    publish("b");
    assertEquals(List.of("a", "b"), https().sentOn(TOPIC));
    assertEquals(0, rig.kept());
    assertEquals(2, fallback().messages());
    assertEquals(List.of(true), heard);
    assertFalse(rig.door.status().isOnline());
    assertFalse(rig.door.link().isOnline());
  }

  @Test
  void beginsToCountAtTheStartIfMqttNeverComes() {
    rig.configure();
    publish("a");
    rig.leap(60);
    https().accept(REPORTING);
    rig.time.settle();
    assertEquals(List.of("a"), https().sentOn(TOPIC));
  }

  @Test
  void mqttGoesOnBeingTried() {
    online();
    standsIn();
    int attempts = rig.transports.size();
    rig.leap(600);
    assertTrue(rig.transports.size() > attempts);
    assertTrue(rig.door.status().isUplinkOnly());
    assertEquals(1, https.size());
  }

  @Test
  void goesBackWhenMqttHasLasted() {
    online();
    standsIn();
    rig.leap(60);
    rig.transport().accept();
    rig.leap(9);
    publish("a");
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertEquals(SessionState.CONNECTING, rig.state());
    rig.leap(1);
    assertEquals(SessionState.ONLINE, rig.state());
    assertTrue(https().closed);
    publish("b");
    assertEquals(List.of("b"), rig.transport().sentOn(TOPIC));
    assertFalse(rig.door.status().isUplinkOnly());
    assertEquals(List.of(true, false), heard);
    assertEquals(1, fallback().messages());
  }

  @Test
  void staysWhereItIsWhenMqttDoesNotLast() {
    online();
    standsIn();
    rig.leap(60);
    rig.transport().accept();
    rig.leap(9);
    rig.lose();
    rig.leap(5);
    publish("a");
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertEquals(1, https.size());
    assertFalse(https().closed);
  }

  @Test
  void waitsForWhatIsOnItsWayBeforeItGoesBack() {
    online();
    standsIn();
    https().acknowledging = false;
    publish("a");
    rig.leap(60);
    rig.transport().accept();
    rig.leap(10);
    publish("b");
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertFalse(https().closed);
    https().sent.get(0).done().complete(null);
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(List.of("b"), rig.transport().sentOn(TOPIC));
    assertEquals(0, rig.door.status().queue().repeated());
  }

  @Test
  void countsWhatLeavesAgainBecauseItsAnswerDoesNotCome() {
    online();
    standsIn();
    https().acknowledging = false;
    publish("a");
    rig.leap(60);
    rig.transport().accept();
    rig.leap(20);
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(List.of("a"), rig.transport().sentOn(TOPIC));
    assertEquals(1, rig.door.status().queue().repeated());
  }

  @Test
  void countsWhatWasOnItsWayOverMqtt() {
    online();
    rig.transport().acknowledging = false;
    publish("a");
    publish("b");
    standsIn();
    assertEquals(List.of("a", "b"), https().sentOn(TOPIC));
    assertEquals(2, rig.door.status().queue().repeated());
  }

  @Test
  void countsAMessageOnceHoweverOftenItLeavesAgain() {
    online();
    standsIn();
    for (int attempt = 1; attempt <= 3; attempt++) {
      https().acknowledging = false;
      if (attempt == 1) {
        publish("a");
      }
      https().lose(Cause.TIMEOUT);
      rig.leap(130);
      https().accept(REPORTING);
      rig.time.settle();
    }
    assertEquals(1, rig.door.status().queue().repeated());
    assertEquals(0, rig.kept());
    assertEquals(0, rig.queue.deadLetters.size());
  }

  @Test
  void whatNeedsAnAnswerFailsAtOnceAndSaysWhy() {
    online();
    standsIn();
    CompletableFuture<Reply> reply =
        rig.door
            .link()
            .request("thing.config.get", JsonText.of("{\"a\":1}"), RequestOptions.TRANSIENT)
            .toCompletableFuture();
    LinkException why = failure(reply);
    assertEquals(LinkException.Reason.OFFLINE, why.reason());
    assertTrue(why.getMessage().contains("https stands in"), why.getMessage());
    CompletableFuture<Void> raw =
        rig.door
            .publish(new Message(TOPIC, new byte[2]), Delivery.ACKNOWLEDGED)
            .toCompletableFuture();
    assertEquals(why.getMessage(), failure(raw).getMessage());
    assertTrue(https().sent.isEmpty());
  }

  @Test
  void aDurableRequestEndsAccepted() {
    online();
    standsIn();
    CompletableFuture<Reply> reply =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.of("{\"a\":1}"), RequestOptions.DURABLE)
            .toCompletableFuture();
    rig.time.settle();
    assertEquals(ResultCode.ACCEPTED, reply.join().code());
    assertFalse(reply.join().isAnswered());
  }

  @Test
  void whatBelongsToSubDevicesWaitsForMqtt() {
    DeviceIdentity sub = new DeviceIdentity("pk2", "sub");
    online();
    standsIn();
    publish("/sys/" + sub + "/thing/event/property/post", "{}");
    publish("a");
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertEquals(1, https().sent.size());
    assertEquals(1, fallback().waitingDevices());
    assertEquals(1, rig.kept());
    rig.leap(60);
    rig.transport().accept();
    rig.leap(10);
    assertEquals(0, rig.kept());
    assertEquals(0, fallback().waitingDevices());
  }

  @Test
  void whatIsTooLargeWaitsForMqttAndKeepsItsPlace() {
    online();
    standsIn();
    String large = "x".repeat(1001);
    publish("a");
    publish(large);
    publish("b");
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertEquals(1, fallback().waitingDevices());
    rig.leap(60);
    rig.transport().accept();
    rig.leap(10);
    assertEquals(List.of(large, "b"), rig.transport().sentOn(TOPIC));
  }

  @Test
  void saysOnceThatItsLineIsMissingAndUsesItWhenItComes() {
    remove();
    online();
    rig.leap(10);
    SessionFault missing = fallback().fault().orElseThrow();
    assertEquals(Cause.LINE_MISSING, missing.cause());
    assertTrue(missing.message().contains("kuralink-uplinks"), missing.message());
    assertTrue(rig.door.status().isOnline());
    assertEquals(Optional.empty(), rig.door.status().fault());
    away();
    assertEquals(missing.message(), fallback().fault().orElseThrow().message());
    install();
    assertEquals(Optional.empty(), fallback().fault());
    https().accept(REPORTING);
    rig.time.settle();
    assertTrue(rig.door.status().isUplinkOnly());
  }

  @Test
  void outlivesThatItsBundleIsReplacedWhileItCarriesMessages() {
    online();
    standsIn();
    https().acknowledging = false;
    publish("a");
    remove();
    assertTrue(https().closed);
    assertFalse(rig.door.status().isUplinkOnly());
    assertEquals(Cause.LINE_MISSING, fallback().fault().orElseThrow().cause());
    int attempts = rig.transports.size();
    rig.leap(120);
    assertTrue(rig.transports.size() > attempts);
    install();
    assertEquals(2, https.size());
    https().accept(REPORTING);
    rig.time.settle();
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertEquals(List.of(true, false, true), heard);
  }

  @Test
  void takesAnotherFactoryAtOnceWhenOneGoes() {
    List<FakeTransport> second = new ArrayList<>();
    rig.lines.bind(
        (settings, events) -> {
          FakeTransport line = new FakeTransport(settings, events);
          second.add(line);
          return line;
        },
        Map.of(LineFactory.TRANSPORT, new String[] {"https"}, "service.ranking", -1));
    online();
    standsIn();
    remove();
    second.get(0).accept(REPORTING);
    rig.time.settle();
    assertTrue(rig.door.status().isUplinkOnly());
  }

  @Test
  void makesAPauseAfterAnAttemptThatFailed() {
    online();
    away();
    https().refuse(Cause.WRONG_SECRET, "the platform did not accept the log-in");
    rig.time.settle();
    assertEquals(Cause.WRONG_SECRET, fallback().fault().orElseThrow().cause());
    rig.leap(20);
    assertEquals(1, https.size());
    rig.leap(60);
    assertEquals(2, https.size());
    https().accept(REPORTING);
    rig.time.settle();
    assertEquals(Optional.empty(), fallback().fault());
  }

  @Test
  void aFactoryThatThrowsIsNotAskedAgainAndAgain() {
    remove();
    int[] asked = {0};
    rig.lines.bind(
        (settings, events) -> {
          asked[0]++;
          throw new IllegalStateException("not so");
        },
        Map.of(LineFactory.TRANSPORT, new String[] {"https"}));
    online();
    away();
    assertEquals(1, asked[0]);
    rig.leap(10);
    assertTrue(asked[0] <= 2, asked[0] + " times");
  }

  @Test
  void aLineThatDoesNotAcknowledgeIsLeft() {
    online();
    standsIn();
    https().acknowledging = false;
    publish("a");
    FakeTransport mute = https();
    mute.sent
        .get(0)
        .done()
        .completeExceptionally(new LineException(Cause.TIMEOUT, "no answer in time"));
    rig.time.settle();
    assertTrue(mute.closed);
    rig.leap(60);
    https().accept(REPORTING);
    rig.time.settle();
    assertEquals(List.of("a"), https().sentOn(TOPIC));
    assertEquals(0, rig.kept());
  }

  @Test
  void goesOverToMqttAtOnceWhenItsOwnLineBreaksMeanwhile() {
    online();
    standsIn();
    rig.leap(60);
    rig.transport().accept();
    rig.time.settle();
    https().lose(Cause.UNREACHABLE);
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void whoAsksToConnectIsNotKeptWaiting() {
    online();
    standsIn();
    CompletableFuture<SessionStatus> asked = rig.door.connectNow().toCompletableFuture();
    rig.time.settle();
    rig.accept();
    assertTrue(asked.join().isOnline());
  }

  @Test
  void endsWhenTheSessionIsNotWantedAnyMore() {
    online();
    standsIn();
    rig.door.disconnect();
    rig.time.settle();
    assertTrue(https().closed);
    rig.leap(3600);
    assertEquals(1, https.size());
    assertFalse(rig.door.status().isUplinkOnly());
  }

  @Test
  void isTakenAwayAndGivenBackByTheConfigurationWhileMqttIsAway() {
    online();
    standsIn();
    int links = rig.transports.size();
    rig.configure("fallback.transport", "none");
    assertTrue(https().closed);
    assertEquals(Optional.empty(), rig.door.status().fallback());
    rig.configure("fallback.transport", "https");
    assertEquals(2, https.size());
    assertEquals(links, rig.transports.size());
  }

  @Test
  void aPlatformThatLetsUsInAndThrowsUsOutIsStillFoundOut() {
    online();
    standsIn();
    for (int times = 0; times < 3; times++) {
      rig.leap(130);
      rig.transport().accept();
      rig.time.settle();
      rig.lose();
    }
    assertEquals(Cause.IDENTITY_IN_USE, rig.door.status().fault().orElseThrow().cause());
    assertTrue(rig.door.status().isUplinkOnly());
  }
}
