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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineFactory;

/** The fallback line is registered, fails, is replaced and is unregistered. */
class FallbackLineTest extends FallbackFixture {

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
  void whatItsEndMeansIsNotHeldAgainstMqttThatHasTakenOver() {
    online();
    standsIn();
    https().acknowledging = false;
    publish("a");
    rig.accept();
    assertEquals(SessionState.CONNECTING, rig.state(), "MQTT must last first");
    LineException late = new LineException(Cause.TIMEOUT, "no answer in time");
    https().sent.get(0).done().completeExceptionally(late);
    https().lose(Cause.TIMEOUT);
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(List.of("a"), rig.transport().sentOn(TOPIC));
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

  @Test
  void afterALineThatLastedItTriesAsSoonAsTheFirstTime() {
    rig.properties.put("reconnect.max.seconds", 600);
    rig.chance = 1;
    online();
    away();
    https().refuse(Cause.WRONG_SECRET, "the platform did not accept the log-in");
    rig.leap(602);
    https().accept(REPORTING);
    rig.leap(700);
    assertTrue(rig.door.status().isUplinkOnly());
    https().lose(Cause.UNREACHABLE);
    rig.leap(12);
    assertEquals(3, https.size());
  }

  @Test
  void anotherAbsenceOfMqttBeginsWithTheFirstPause() {
    rig.properties.put("reconnect.max.seconds", 600);
    rig.chance = 1;
    online();
    away();
    https().refuse(Cause.WRONG_SECRET, "the platform did not accept the log-in");
    rig.time.settle();
    while (rig.state() != SessionState.CONNECTING) {
      rig.leap(5);
    }
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
    away();
    assertEquals(2, https.size());
    https().refuse(Cause.UNREACHABLE, "nobody is there");
    rig.leap(12);
    assertEquals(3, https.size());
  }

  @Test
  void outlivesALineThatCannotBeClosed() {
    online();
    standsIn();
    https().throwing = true;
    https().lose(Cause.UNREACHABLE);
    rig.leap(60);
    assertEquals(2, https.size());
    https().accept(REPORTING);
    rig.time.settle();
    https().throwing = true;
    rig.leap(60);
    rig.transport().accept();
    rig.leap(10);
    assertEquals(SessionState.ONLINE, rig.state());
  }
}
