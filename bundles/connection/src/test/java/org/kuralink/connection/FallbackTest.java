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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.LineException;
import org.kuralink.api.log.LoggedLines;

/** A session that sends durable messages over the fallback while MQTT is disconnected. */
class FallbackTest extends FallbackFixture {

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
  void saysEachWayOnce() {
    try (LoggedLines log = new LoggedLines()) {
      online();
      standsIn();
      publish("a");
      publish("b");
      rig.leap(60);
      rig.transport().accept();
      rig.leap(10);
      publish("c");
      assertEquals(1, log.with("MQTT has been disconnected for").size());
      assertEquals(1, log.with("MQTT is connected again; messages").size());
      assertEquals(List.of(), log.with("WARN"));
    }
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
    assertTrue(why.getMessage().contains("fallback over https"), why.getMessage());
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

  /** MQTT may take it: nobody knows what else HTTPS does not. */
  @Test
  void whatHttpsRefusesWaitsForMqttAndNothingForIt() {
    online();
    standsIn();
    https().acknowledging = false;
    CompletableFuture<Void> refused = publish("a");
    publish("b");
    https().acknowledging = true;
    https().sent.get(0).done().completeExceptionally(LineException.unfit(10_001, "param error"));
    rig.time.settle();
    assertEquals(List.of("a", "b"), https().sentOn(TOPIC));
    assertTrue(rig.queue.deadLetters.isEmpty());
    assertFalse(refused.isDone());
    rig.leap(60);
    rig.transport().accept();
    rig.leap(10);
    assertEquals(List.of("a"), rig.transport().sentOn(TOPIC));
    assertTrue(refused.isDone() && !refused.isCompletedExceptionally());
    assertEquals(0, rig.kept());
    assertEquals(0, rig.door.status().queue().repeated());
  }
}
