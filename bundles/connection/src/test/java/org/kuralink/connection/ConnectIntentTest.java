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
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.login.LoginException;

/** When a session is wanted, and the results of requested attempts. */
class ConnectIntentTest {

  private final SessionRig rig = new SessionRig();

  private CompletableFuture<SessionStatus> ask() {
    CompletableFuture<SessionStatus> outcome = rig.door.connectNow().toCompletableFuture();
    rig.time.settle();
    return outcome;
  }

  private void refuse(Cause cause) {
    rig.transport().refuse(cause, "in plain words");
    rig.time.settle();
  }

  @Test
  void anAttemptThatIsAskedForBeginsAtOnceWhateverThePause() {
    rig.configure();
    refuse(Cause.WRONG_SECRET);
    assertEquals(SessionState.WAITING, rig.state());
    CompletableFuture<SessionStatus> outcome = ask();
    assertEquals(2, rig.transports.size());
    assertFalse(outcome.isDone());
    rig.accept();
    assertEquals(SessionState.ONLINE, outcome.join().state());
  }

  @Test
  void allWhoAskShareTheAttemptThatIsUnderWay() {
    rig.configure();
    CompletableFuture<SessionStatus> first = ask();
    CompletableFuture<SessionStatus> second = ask();
    assertNotSame(first, second);
    assertEquals(1, rig.transports.size());
    rig.accept();
    assertEquals(SessionState.ONLINE, first.join().state());
    assertEquals(SessionState.ONLINE, second.join().state());
  }

  @Test
  void whoAsksOnlineIsAnsweredAtOnce() {
    rig.configure();
    rig.accept();
    assertEquals(SessionState.ONLINE, ask().join().state());
    assertEquals(1, rig.transports.size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"WRONG_SECRET", "UNKNOWN_DEVICE", "DEVICE_DISABLED", "TOKEN_REFUSED", "CLOCK"})
  void oneThatIsRefusedEndsInStopped(Cause cause) {
    rig.configure();
    CompletableFuture<SessionStatus> outcome = ask();
    refuse(cause);
    assertEquals(SessionState.STOPPED, outcome.join().state());
    assertEquals(cause, outcome.join().fault().orElseThrow().cause());
    rig.leap(7200);
    assertEquals(1, rig.transports.size());
    assertEquals(0, rig.time.waiting());
  }

  @Test
  void oneThatHasNothingToLogInWithEndsInStoppedToo() {
    rig.loginFailure =
        java.util.Optional.of(new LoginException(Cause.REGISTRATION_REFUSED, "issued before"));
    rig.configure();
    assertEquals(SessionState.WAITING, rig.state());
    assertEquals(SessionState.STOPPED, ask().join().state());
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"UNREACHABLE", "TIMEOUT", "CERTIFICATE", "PLATFORM", "CREDENTIAL_STORE"})
  void oneThatFailsOtherwiseGoesOnTrying(Cause cause) {
    rig.configure();
    CompletableFuture<SessionStatus> outcome = ask();
    refuse(cause);
    assertEquals(SessionState.WAITING, outcome.join().state());
    rig.leap(61);
    assertEquals(2, rig.transports.size());
  }

  /** The next attempt is nobody's: what is refused then is tried again after a long pause. */
  @Test
  void onlyTheAttemptThatWasAskedForStops() {
    rig.configure();
    ask();
    refuse(Cause.UNREACHABLE);
    rig.leap(61);
    refuse(Cause.WRONG_SECRET);
    assertEquals(SessionState.WAITING, rig.state());
  }

  @Test
  void aDisconnectAnswersWhoWaits() {
    rig.configure();
    CompletableFuture<SessionStatus> outcome = ask();
    rig.door.disconnect();
    rig.time.settle();
    assertEquals(SessionState.STOPPED, outcome.join().state());
  }

  @Test
  void theEndOfTheSessionAnswersWhoWaits() {
    rig.configure();
    CompletableFuture<SessionStatus> outcome = ask();
    rig.session.close();
    rig.time.settle();
    assertEquals(SessionState.CLOSED, outcome.join().state());
    assertEquals(SessionState.CLOSED, ask().join().state());
  }

  @Test
  void whoAsksBeforeThereIsAConfigurationIsToldAndGetsItsWish() {
    rig.configure("port", 70_000);
    SessionStatus told = ask().join();
    assertEquals(SessionState.STOPPED, told.state());
    assertEquals(Cause.CONFIGURATION, told.fault().orElseThrow().cause());
    rig.properties.put("connect.on.startup", false);
    rig.configure("port", 1883);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  /** A session that takes another's place is there before it is configured. */
  @Test
  void aDisconnectBeforeThereIsAConfigurationIsNotUndoneByIt() {
    rig.door.disconnect();
    rig.configure();
    assertEquals(SessionState.STOPPED, rig.state());
    assertTrue(rig.transports.isEmpty());
    ask();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void afterARefusalOnlyAnotherLinkIsTried() {
    rig.configure();
    ask();
    refuse(Cause.WRONG_SECRET);
    rig.configure("queue.capacity", 500);
    assertEquals(SessionState.STOPPED, rig.state());
    rig.configure("device.secret", "right");
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void aDisconnectAfterARefusalIsNotUndoneByAConfiguration() {
    rig.configure();
    ask();
    refuse(Cause.WRONG_SECRET);
    rig.door.disconnect();
    rig.configure("device.secret", "right");
    assertEquals(SessionState.STOPPED, rig.state());
  }

  @Test
  void withoutConnectOnStartupItWaitsToBeAsked() {
    rig.configure("connect.on.startup", false);
    rig.leap(3600);
    assertEquals(SessionState.STOPPED, rig.state());
    assertTrue(rig.transports.isEmpty());
    ask();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
    rig.lose();
    rig.leap(61);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void whatIsAppliedWhileItWaitsStopsIt() {
    rig.configure();
    refuse(Cause.WRONG_SECRET);
    assertEquals(SessionState.WAITING, rig.state());
    rig.configure("connect.on.startup", false);
    assertEquals(SessionState.STOPPED, rig.state());
    rig.leap(3600);
    assertEquals(1, rig.transports.size());
    ask();
    refuse(Cause.UNREACHABLE);
    assertEquals(SessionState.WAITING, rig.state());
    rig.configure("device.secret", "another");
    assertEquals(SessionState.STOPPED, rig.state());
  }

  @Test
  void whatIsAppliedOnlineDoesNotStopIt() {
    rig.configure();
    rig.accept();
    rig.configure("connect.on.startup", false);
    assertEquals(SessionState.ONLINE, rig.state());
    rig.configure("port", 1884);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  /** Kura delivers the same configuration again and again. */
  @Test
  void theSameConfigurationStopsNothing() {
    rig.configure("connect.on.startup", false);
    ask();
    refuse(Cause.UNREACHABLE);
    rig.configure();
    assertEquals(SessionState.WAITING, rig.state());
  }

  @Test
  void aPauseIsNotCutShortByWhatDoesNotConcernTheLink() {
    rig.configure();
    refuse(Cause.UNREACHABLE);
    rig.configure("queue.capacity", 500);
    assertEquals(SessionState.WAITING, rig.state());
  }
}
