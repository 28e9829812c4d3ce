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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;
import org.kuralink.api.log.LoggedLines;

/** The log messages of a session with lasting faults. */
class SessionLogTest {

  private static final int MINUTES_A_DAY = 24 * 60;

  private final SessionRig rig = new SessionRig();
  private final LoggedLines log = new LoggedLines();

  @AfterEach
  void end() {
    log.close();
  }

  private List<String> warnings() {
    return log.with(" WARN ").stream().filter(line -> line.contains("pk/dn")).toList();
  }

  private List<String> lines() {
    return log.with("pk/dn: ");
  }

  private void without() {
    rig.lines.unbind(rig.factory);
    rig.time.settle();
  }

  private void with() {
    rig.lines.bind(rig.factory, Map.of(LineFactory.TRANSPORT, "tls"));
    rig.time.settle();
  }

  /** A platform that lets nobody in, for a day. */
  private void refuseForADay(Cause cause, String message) {
    for (int minute = 0; minute < MINUTES_A_DAY; minute++) {
      if (rig.state() == SessionState.CONNECTING) {
        rig.transport().refuse(cause, message);
        rig.time.settle();
      }
      rig.leap(60);
    }
  }

  private static void assertModest(List<String> told) {
    assertTrue(told.size() <= 30, () -> told.size() + " lines in a day");
  }

  @Test
  void aStartAtWhichTheLineComesLaterIsNoFault() {
    without();
    rig.configure();
    rig.leap(5);
    with();
    rig.accept();
    assertEquals(List.of(), warnings());
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void aMissingLineIsWarnedOfOnceUntilItCameAndWent() {
    without();
    rig.configure();
    rig.leap(10);
    assertEquals(1, warnings().size(), warnings()::toString);
    rig.leap(24 * 3600);
    assertEquals(1, warnings().size(), warnings()::toString);
    assertModest(lines());
    with();
    rig.accept();
    without();
    assertEquals(2, warnings().size(), warnings()::toString);
    rig.leap(24 * 3600);
    assertEquals(2, warnings().size(), warnings()::toString);
  }

  @Test
  void aFallbackIsToldOnceEachWayHoweverOftenItsLineBreaks() {
    List<FakeTransport> https = new ArrayList<>();
    rig.lines.bind(
        (settings, events) -> {
          FakeTransport line = new FakeTransport(settings, events);
          https.add(line);
          line.accept(new OpenLine(false, 1000, 1, false, false, false));
          return line;
        },
        Map.of(LineFactory.TRANSPORT, "https"));
    rig.properties.put("fallback.transport", "https");
    rig.configure();
    rig.accept();
    rig.lose();
    rig.leap(60);
    for (int breaks = 0; breaks < 10; breaks++) {
      https.get(https.size() - 1).lose();
      rig.time.settle();
      rig.leap(100);
    }
    for (int i = 0; i < 100 && rig.state() != SessionState.CONNECTING; i++) {
      rig.leap(1);
    }
    rig.transport().accept();
    rig.leap(10);
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(11, https.size());
    assertEquals(1, log.with("durable messages of the gateway itself are sent over https").size());
    assertEquals(1, log.with("MQTT is connected again; messages").size());
    assertEquals(1, log.with("both the fallback and MQTT are retried").size());
  }

  @Test
  void theMissingLineOfAFallbackIsNamedOnce() {
    rig.properties.put("fallback.transport", "https");
    rig.configure();
    rig.accept();
    for (int times = 0; times < 3; times++) {
      rig.leap(24 * 3600);
      rig.lose();
      rig.leap(3600);
      rig.transport().accept();
      rig.time.settle();
    }
    assertEquals(1, warnings().size(), warnings()::toString);
    assertTrue(warnings().get(0).contains("no line for https is available"), warnings()::toString);
  }

  @Test
  void aSecretThatIsRefusedForADayIsWarnedOfOnce() {
    rig.configure();
    refuseForADay(Cause.WRONG_SECRET, "the secret is another one");
    assertEquals(1, warnings().size(), warnings()::toString);
    assertModest(lines());
    assertTrue(
        log.with("the secret is another one").size() > 20, "it is told each hour that it lasts");
  }

  @Test
  void aCertificateThatIsNotTrustedIsWarnedOfLikeAWrongSecret() {
    rig.configure();
    refuseForADay(Cause.CERTIFICATE, "the certificate does not lead to a trusted root");
    assertEquals(1, warnings().size(), warnings()::toString);
  }

  @Test
  void aPlatformThatIsAwayForADayFillsNoLog() {
    rig.configure();
    refuseForADay(Cause.UNREACHABLE, "nobody there");
    assertEquals(List.of(), warnings());
    assertModest(lines());
  }

  @Test
  void anotherReasonIsTold() {
    rig.configure();
    refuseForADay(Cause.UNREACHABLE, "nobody there");
    refuseForADay(Cause.DEVICE_DISABLED, "disabled");
    assertEquals(1, warnings().size(), warnings()::toString);
    assertTrue(warnings().get(0).contains("disabled"));
  }

  @Test
  void theSameReasonIsToldAgainAfterASessionOrAChange() {
    rig.configure();
    refuseForADay(Cause.WRONG_SECRET, "the secret is another one");
    rig.configure("device.secret", "another");
    refuseForADay(Cause.WRONG_SECRET, "the secret is another one");
    assertEquals(2, warnings().size(), warnings()::toString);
    if (rig.state() != SessionState.CONNECTING) {
      rig.leap(120);
    }
    rig.accept();
    rig.lose();
    refuseForADay(Cause.WRONG_SECRET, "the secret is another one");
    assertEquals(3, warnings().size(), warnings()::toString);
  }
}
