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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.watchdog.CriticalComponent;
import org.eclipse.kura.watchdog.WatchdogService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;
import org.kuralink.api.log.LoggedLines;

/** When Kura's watchdog restarts the gateway, and when it must not. */
class RecoveryTest {

  private final SessionRig rig = new SessionRig();
  private final Recovery recovery = new Recovery("gw", rig.time.scheduler());
  private final Watchdog watchdog = new Watchdog();

  RecoveryTest() {
    rig.door.addListener(recovery);
    rig.properties.put("reconnect.min.seconds", 600);
    rig.properties.put("reconnect.max.seconds", 3600);
  }

  private void start(boolean enabled, int maxFailures) {
    recovery.watchdog(watchdog);
    recovery.configure(new RecoverySettings(enabled, maxFailures));
    rig.configure();
    rig.time.settle();
  }

  private void refuse(Cause cause) {
    rig.transport().refuse(cause, "in plain words");
    rig.time.settle();
  }

  /** Until the next attempt, looking at the watchdog as often as it looks itself. */
  private void pause() {
    for (int i = 0; i < 500 && rig.state() == SessionState.WAITING; i++) {
      rig.leap(10);
    }
    assertEquals(SessionState.CONNECTING, rig.state());
  }

  @Test
  void isOffUnlessSomebodyWantsIt() {
    start(false, 1);
    refuse(Cause.UNREACHABLE);
    pause();
    assertEquals(List.of(), watchdog.registered);
    assertEquals(RecoverySettings.OFF, new RecoverySettings(false, 10));
  }

  @Test
  void signsOfLifeGoOnThroughEachPauseHoweverLong() {
    start(true, 5);
    for (int i = 0; i < 4; i++) {
      refuse(Cause.UNREACHABLE);
      pause();
      assertTrue(!watchdog.bites());
    }
  }

  @Test
  void tooManyFailuresOfTheNetworkInARowStartTheGatewayAnew() {
    start(true, 3);
    for (Cause cause : List.of(Cause.UNREACHABLE, Cause.TIMEOUT)) {
      refuse(cause);
      pause();
    }
    assertTrue(!watchdog.bites());
    refuse(Cause.HALF_OPEN);
    pause();
    assertTrue(watchdog.bites());
  }

  @Test
  void thatTooManyHaveFailedIsSaidOnceHoweverManyFollow() {
    try (LoggedLines log = new LoggedLines()) {
      start(true, 2);
      for (int i = 0; i < 4; i++) {
        refuse(Cause.UNREACHABLE);
        pause();
      }
      assertEquals(1, log.with("consecutive attempts failed").size());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"UNREACHABLE", "TIMEOUT", "LINK_LOST", "HALF_OPEN"},
      mode = EnumSource.Mode.EXCLUDE)
  void nothingElseEverStartsTheGatewayAnew(Cause cause) {
    start(true, 1);
    for (int i = 0; i < 5; i++) {
      refuse(cause);
      pause();
      assertTrue(!watchdog.bites(), cause.toString());
    }
  }

  @Test
  void nothingIsStartedAnewWhileTheFallbackCarriesMessages() {
    rig.lines.bind(
        (settings, events) -> {
          FakeTransport line = new FakeTransport(settings, events);
          line.accept(new OpenLine(false, 1000, 1, false, false, false));
          return line;
        },
        Map.of(LineFactory.TRANSPORT, new String[] {"https"}));
    rig.properties.put("fallback.transport", "https");
    rig.properties.put("fallback.after.seconds", 1);
    start(true, 3);
    rig.leap(1);
    assertTrue(rig.door.status().isUplinkOnly());
    for (int i = 0; i < 5; i++) {
      refuse(Cause.UNREACHABLE);
      pause();
      assertTrue(!watchdog.bites());
    }
  }

  @Test
  void aRefusalShowsThatTheNetworkWorksAndTheCountBeginsAnew() {
    start(true, 2);
    for (Cause cause : List.of(Cause.UNREACHABLE, Cause.WRONG_SECRET, Cause.UNREACHABLE)) {
      refuse(cause);
      pause();
      assertTrue(!watchdog.bites(), cause.toString());
    }
  }

  @Test
  void theWatchdogKnowsNothingOfASessionThatIsOnlineOrNotWanted() {
    start(true, 1);
    assertEquals(List.of(recovery), watchdog.registered);
    rig.accept();
    assertEquals(List.of(), watchdog.registered);
    rig.lose();
    assertEquals(List.of(recovery), watchdog.registered);
    assertTrue(!watchdog.bites());
    rig.door.disconnect();
    rig.time.settle();
    assertEquals(List.of(), watchdog.registered);
  }

  @Test
  void aSessionThatComesInTimeTakesItBack() {
    start(true, 1);
    refuse(Cause.UNREACHABLE);
    rig.door.connect();
    rig.time.settle();
    rig.accept();
    assertEquals(List.of(), watchdog.registered);
  }

  @Test
  void anotherConfigurationCountsAnewAndOffIsOff() {
    start(true, 1);
    refuse(Cause.UNREACHABLE);
    recovery.configure(new RecoverySettings(true, 2));
    pause();
    assertTrue(!watchdog.bites());
    recovery.configure(RecoverySettings.OFF);
    rig.time.settle();
    assertEquals(List.of(), watchdog.registered);
  }

  @Test
  void followsTheWatchdogThatComesAndGoes() {
    recovery.configure(new RecoverySettings(true, 9));
    rig.configure();
    recovery.watchdog(watchdog);
    rig.time.settle();
    assertEquals(List.of(recovery), watchdog.registered);
    Watchdog next = new Watchdog();
    recovery.watchdog(next);
    rig.time.settle();
    assertEquals(List.of(), watchdog.registered);
    assertEquals(List.of(recovery), next.registered);
    recovery.watchdog(null);
    rig.time.settle();
    assertEquals(List.of(), next.registered);
  }

  @Test
  void itsEndIsNoFailure() {
    start(true, 1);
    refuse(Cause.UNREACHABLE);
    recovery.close();
    rig.time.settle();
    assertEquals(List.of(), watchdog.registered);
  }

  /** Kura's: who is registered must give a sign of life within its timeout. */
  private final class Watchdog implements WatchdogService {

    private final List<CriticalComponent> registered = new ArrayList<>();
    private Instant sign = Instant.EPOCH;
    private boolean tooLate;

    boolean bites() {
      look();
      return tooLate;
    }

    private void look() {
      if (!registered.isEmpty()) {
        Duration silence = Duration.between(sign, rig.time.clock().instant());
        tooLate |= silence.toMillis() > registered.get(0).getCriticalComponentTimeout();
      }
    }

    @Override
    public void registerCriticalComponent(CriticalComponent component) {
      assertTrue(!registered.contains(component), "registered twice");
      registered.add(component);
      sign = rig.time.clock().instant();
    }

    @Override
    public void unregisterCriticalComponent(CriticalComponent component) {
      look();
      registered.remove(component);
    }

    @Override
    public void checkin(CriticalComponent component) {
      assertTrue(registered.contains(component), "not registered");
      look();
      sign = rig.time.clock().instant();
    }

    @Override
    public List<CriticalComponent> getCriticalComponents() {
      return List.copyOf(registered);
    }

    @Override
    public int getHardwareTimeout() {
      return 0;
    }

    @Override
    @Deprecated
    public void startWatchdog() {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void stopWatchdog() {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void registerCriticalService(CriticalComponent component) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void unregisterCriticalService(CriticalComponent component) {
      throw new UnsupportedOperationException();
    }
  }
}
