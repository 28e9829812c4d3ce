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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.login.LoginException;

class SessionTest {

  private final SessionRig rig = new SessionRig();

  @Test
  void waitsForItsConfiguration() {
    rig.time.settle();
    assertEquals(SessionState.STOPPED, rig.state());
    assertTrue(rig.transports.isEmpty());
  }

  @Test
  void logsInAtOnceWhenConfiguredAndTellsListenersInOrder() {
    rig.properties.put("host", "localhost");
    rig.properties.put("transport", "tcp");
    rig.configure();
    assertEquals(SessionState.CONNECTING, rig.state());
    rig.accept();
    assertEquals(
        List.of("STOPPED>AUTHENTICATING", "AUTHENTICATING>CONNECTING", "CONNECTING>ONLINE"),
        rig.history);
    SessionStatus status = rig.door.status();
    assertEquals(1, status.sessions());
    assertEquals(0, status.attempts());
    assertEquals("tcp://localhost:1883", status.server().orElseThrow());
    assertTrue(status.fault().isEmpty());
  }

  @Test
  void retriesAfterAPauseWhenThePlatformIsNotReached() {
    rig.configure();
    rig.transport().refuse(Cause.UNREACHABLE, "nobody listens there");
    rig.time.settle();
    SessionStatus status = rig.door.status();
    assertEquals(SessionState.WAITING, status.state());
    assertEquals(Cause.UNREACHABLE, status.fault().orElseThrow().cause());
    assertEquals(VirtualTime.START.plusSeconds(6), status.nextAttempt().orElseThrow());
    assertTrue(rig.transports.get(0).closed);
    rig.leap(5);
    assertEquals(1, rig.transports.size());
    rig.leap(1);
    assertEquals(2, rig.transports.size());
    assertEquals(2, rig.logins);
    assertEquals(2, rig.door.status().attempts());
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"WRONG_SECRET", "UNKNOWN_DEVICE", "DEVICE_DISABLED", "TOKEN_REFUSED"})
  void pausesLongWhenRefusedAndTellsTheProvider(Cause cause) {
    rig.configure();
    rig.transport().refuse(cause, "in plain words");
    rig.time.settle();
    assertEquals(cause, rig.door.status().fault().orElseThrow().cause());
    rig.leap(45);
    assertEquals(1, rig.transports.size());
    assertEquals(0, rig.refusals);
    rig.leap(1);
    assertEquals(2, rig.transports.size());
    assertEquals(1, rig.refusals);
  }

  @Test
  void waitsWhenThereIsNothingToLogInWith() {
    rig.loginFailure =
        java.util.Optional.of(new LoginException(Cause.REGISTRATION_REFUSED, "issued before"));
    rig.configure();
    assertEquals(SessionState.WAITING, rig.state());
    assertEquals(List.of("STOPPED>AUTHENTICATING", "AUTHENTICATING>WAITING"), rig.history);
    rig.loginFailure = java.util.Optional.empty();
    rig.leap(46);
    assertEquals(SessionState.CONNECTING, rig.state());
    assertEquals(0, rig.refusals);
  }

  @Test
  void asksForCredentialsAtEachAttempt() {
    rig.configure();
    for (int attempt = 1; attempt <= 4; attempt++) {
      assertEquals(attempt, rig.logins);
      rig.transport().refuse(Cause.UNREACHABLE, "nobody listens there");
      rig.leap(61);
    }
    assertEquals(5, rig.transports.size());
  }

  @Test
  void givesUpABrokerThatAcceptsAndStaysSilent() {
    rig.configure();
    rig.leap(60);
    assertEquals(SessionState.WAITING, rig.state());
    assertEquals(Cause.TIMEOUT, rig.door.status().fault().orElseThrow().cause());
    assertTrue(rig.transport().closed);
    rig.transport().accept();
    rig.leap(3);
    assertEquals(SessionState.WAITING, rig.state());
  }

  @Test
  void comesBackAfterTheLinkBroke() {
    rig.configure();
    rig.accept();
    rig.leap(100);
    rig.transport().lose(Cause.HALF_OPEN);
    rig.time.settle();
    assertEquals(SessionState.WAITING, rig.state());
    assertEquals(Cause.HALF_OPEN, rig.door.status().fault().orElseThrow().cause());
    rig.leap(6);
    rig.accept();
    SessionStatus status = rig.door.status();
    assertEquals(SessionState.ONLINE, status.state());
    assertEquals(2, status.sessions());
    assertEquals(Cause.HALF_OPEN, status.fault().orElseThrow().cause());
  }

  @Test
  void recognisesSomebodyElseWithTheSameIdentity() {
    rig.configure();
    rig.accept();
    rig.leap(5);
    rig.lose();
    assertEquals(Cause.LINK_LOST, rig.door.status().fault().orElseThrow().cause());
    rig.leap(6);
    rig.accept();
    rig.leap(5);
    rig.lose();
    assertEquals(Cause.LINK_LOST, rig.door.status().fault().orElseThrow().cause());
    rig.leap(11);
    rig.accept();
    rig.lose();
    assertEquals(Cause.IDENTITY_IN_USE, rig.door.status().fault().orElseThrow().cause());
    assertEquals(
        Duration.ofSeconds(21),
        Duration.between(
            rig.time.clock().instant(), rig.door.status().nextAttempt().orElseThrow()));
  }

  @Test
  void recognisesHimToWhoseLogInALineTellsThatItIsLostBeforeItsOpeningIsKnown() {
    rig.configure();
    for (int round = 0; round < 3; round++) {
      rig.transport().lose();
      rig.transport().accept();
      rig.time.settle();
      assertEquals(SessionState.WAITING, rig.state());
      assertEquals("ONLINE>WAITING", rig.history.get(rig.history.size() - 1));
      if (round < 2) {
        rig.leap(40);
      }
    }
    assertEquals(3, rig.door.status().sessions());
    assertEquals(Cause.IDENTITY_IN_USE, rig.door.status().fault().orElseThrow().cause());
  }

  @Test
  void aLineThatDoesNotOpenIsNotLost() {
    rig.configure();
    rig.transport().lose();
    rig.transport().refuse(Cause.WRONG_SECRET, "no");
    rig.time.settle();
    assertEquals(Cause.WRONG_SECRET, rig.door.status().fault().orElseThrow().cause());
    rig.leap(61);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void recognisesHimWhenMessagesFailBeforeTheLossIsTold() {
    rig.configure();
    rig.door.publish(
        new Message("/pk/dn/user/a", "x".getBytes(StandardCharsets.UTF_8)), Delivery.DURABLE);
    for (int round = 0; round < 3; round++) {
      FakeTransport line = rig.transport();
      line.acknowledging = false;
      rig.accept();
      rig.leap(6);
      line.sent
          .get(line.sent.size() - 1)
          .done()
          .completeExceptionally(new LineException(Cause.LINK_LOST, "the platform hung up"));
      rig.time.settle();
      Cause expected = round < 2 ? Cause.LINK_LOST : Cause.IDENTITY_IN_USE;
      assertEquals(expected, rig.door.status().fault().orElseThrow().cause());
      line.lose();
      rig.leap(round < 2 ? 40 : 0);
    }
  }

  @Test
  void suspectsNobodyElseOfEndingALineThatOnlyReports() {
    rig.configure();
    for (int round = 0; round < 5; round++) {
      rig.transport().accept(new OpenLine(false, 1000, 1, false, false, false));
      rig.time.settle();
      rig.leap(1);
      rig.lose();
      assertEquals(Cause.LINK_LOST, rig.door.status().fault().orElseThrow().cause());
      rig.leap(61);
    }
  }

  @Test
  void forgetsShortSessionsAfterOneThatLasted() {
    rig.configure();
    for (int round = 0; round < 10; round++) {
      rig.accept();
      rig.leap(round % 2 == 0 ? 5 : 70);
      rig.lose();
      assertEquals(Cause.LINK_LOST, rig.door.status().fault().orElseThrow().cause());
      rig.leap(61);
    }
  }

  @Test
  void disconnectsAtOnceFromEachState() {
    rig.configure();
    assertDisconnects();
    rig.accept();
    assertEquals(SessionState.STOPPED, rig.state());

    rig.door.connect();
    rig.time.settle();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
    assertDisconnects();

    rig.door.connect();
    rig.time.settle();
    rig.transport().refuse(Cause.UNREACHABLE, "gone");
    rig.time.settle();
    assertEquals(SessionState.WAITING, rig.state());
    assertDisconnects();
    int attempts = rig.transports.size();
    rig.leap(1000);
    assertEquals(attempts, rig.transports.size());
    assertEquals(0, rig.time.waiting());
  }

  private void assertDisconnects() {
    rig.door.disconnect();
    rig.time.settle();
    assertEquals(SessionState.STOPPED, rig.state());
    assertTrue(rig.transport().closed);
  }

  @Test
  void ignoresLoginDataThatComeAfterADisconnect() {
    rig.configure();
    rig.door.disconnect();
    rig.door.connect();
    rig.door.disconnect();
    rig.time.settle();
    assertEquals(SessionState.STOPPED, rig.state());
    assertEquals(1, rig.transports.size());
  }

  @Test
  void ignoresWhatAFormerLinkTells() {
    rig.configure();
    rig.accept();
    rig.leap(100);
    FakeTransport former = rig.transport();
    rig.lose();
    rig.leap(6);
    rig.accept();
    former.lose();
    former.accept();
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void doesNotComeAgainSoonerThanHalfOfTheWidestWindowWhenRefused() {
    rig.chance = 0;
    rig.configure();
    rig.transport().refuse(Cause.WRONG_SECRET, "in plain words");
    rig.time.settle();
    rig.session.retry("a keystore came");
    rig.leap(30);
    assertEquals(1, rig.transports.size());
    rig.leap(1);
    assertEquals(2, rig.transports.size());
  }

  @Test
  void comesAtOnceWhenTheConfigurationChangesWhileItPauses() {
    rig.configure();
    rig.transport().refuse(Cause.WRONG_SECRET, "in plain words");
    rig.time.settle();
    rig.configure();
    assertEquals(SessionState.WAITING, rig.state(), "Kura delivers a configuration again");
    rig.configure("request.timeout.seconds", 11);
    assertEquals(SessionState.WAITING, rig.state(), "it does not concern the log-in");
    rig.configure("auth.url", "https://localhost");
    assertEquals(2, rig.transports.size());
    rig.door.disconnect();
    rig.time.settle();
    rig.configure("auth.url", "https://localhost:444");
    assertEquals(2, rig.transports.size());
  }

  @Test
  void forgetsShortSessionsAfterOneThatLastedAndThatWeEnded() {
    rig.configure();
    for (int round = 0; round < 10; round++) {
      rig.accept();
      rig.leap(5);
      rig.lose();
      assertEquals(Cause.LINK_LOST, rig.door.status().fault().orElseThrow().cause());
      rig.leap(61);
      rig.accept();
      rig.leap(61);
      rig.configure("keep.alive.seconds", 120 + round);
    }
  }

  @Test
  void connectingTwiceDoesNothing() {
    rig.configure();
    rig.accept();
    rig.door.connect();
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(1, rig.transports.size());
  }

  @Test
  void closesForGood() {
    rig.configure();
    rig.accept();
    rig.session.close();
    rig.session.close();
    rig.door.connect();
    rig.configure("port", 1884);
    assertEquals(SessionState.CLOSED, rig.state());
    assertTrue(rig.queue.closed);
    assertTrue(rig.transport().closed);
    assertEquals(1, rig.providersClosed);
    assertEquals(0, rig.time.waiting());
  }

  @Test
  void survivesAListenerThatThrows() {
    rig.door.addListener(
        (from, now) -> {
          throw new IllegalStateException("bad listener");
        });
    rig.configure();
    rig.accept();
    assertEquals(3, rig.history.size());
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void everyEventLeadsSomewhereFromEveryState() {
    for (SessionState state : SessionState.values()) {
      for (SessionEvent event : SessionEvent.values()) {
        SessionState next = event.from(state);
        assertEquals(
            state == SessionState.CLOSED || event == SessionEvent.CLOSE,
            next == SessionState.CLOSED,
            state + " " + event);
      }
    }
    assertFalse(SessionEvent.LOGGED_IN.from(SessionState.WAITING) == SessionState.ONLINE);
  }
}
