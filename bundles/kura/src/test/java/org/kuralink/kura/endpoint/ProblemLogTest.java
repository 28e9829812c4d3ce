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

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.time.VirtualTime;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** Problems that are logged once and shown as long as they last. */
class ProblemLogTest {

  private final VirtualTime time = new VirtualTime();
  private final List<String> log = new ArrayList<>();
  private final ProblemLog troubles = new ProblemLog("Publisher", logger(), time.clock());

  ProblemLogTest() {
    troubles.name("p");
  }

  private Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, args) -> log.add(method.getName() + " " + words(args)));
  }

  private static String words(Object[] args) {
    Object[] rest =
        args[args.length - 1] instanceof Object[] array
            ? array
            : Arrays.copyOfRange(args, 1, args.length);
    return MessageFormatter.arrayFormat((String) args[0], rest).getMessage();
  }

  private Map<String, String> shown() {
    return troubles.shown(ZoneOffset.UTC);
  }

  private void unfilled() {
    ConfigurationValues values = ConfigurationValues.of(Map.of());
    values.missing("event", "");
    troubles.configured(values);
  }

  private void wrong(String... whats) {
    ConfigurationValues values = ConfigurationValues.of(Map.of());
    for (String what : whats) {
      values.problem("event", what);
    }
    troubles.configured(values);
  }

  @Test
  void whatIsNotFilledInYetIsAStateThatIsSaidOnce() {
    unfilled();
    for (int tick = 0; tick < 500; tick++) {
      troubles.leftOut();
    }
    unfilled();
    assertEquals(List.of("info p: not filled in yet: event is missing"), log);
    assertEquals(Map.of("Publisher p", "event is missing; 500 messages were left out"), shown());
    wrong();
    assertEquals("info p: configured now; 500 messages were left out before", log.get(1));
    assertEquals(Map.of(), shown());
  }

  @Test
  void whatIsWrongIsAnErrorOnce() {
    wrong("is 1");
    wrong("is 1", "is 2");
    wrong("is 2");
    assertEquals(List.of("error p: event is 1", "error p: event is 2"), log);
    assertEquals(Map.of("Publisher p", "event is 2"), shown());
    wrong();
    wrong("is 2");
    assertEquals(3, log.size());
  }

  @Test
  void whatGoesWrongIsShownForAnHourOrUntilItIsSettled() {
    troubles.complain("failed", "message 1 failed");
    troubles.complain("failed", "message 2 failed");
    assertEquals(List.of("warn p: message 1 failed"), log);
    assertEquals(Map.of("Publisher p", "message 2 failed (2026-01-01T00:00:00)"), shown());
    troubles.settle("another");
    assertEquals(1, shown().size());
    troubles.settle("failed");
    assertEquals(Map.of(), shown());
    troubles.complain("failed", "message 3 failed");
    assertEquals(2, log.size());
    time.leap(ProblemLog.PAUSE.plus(Duration.ofSeconds(1)));
    assertEquals(Map.of(), shown());
  }

  @Test
  void aMatterIsSaidOnceAnHourAndCountedBetween() {
    for (int i = 0; i < 9_000; i++) {
      troubles.complain("dropped", "message " + i + " was dropped");
    }
    troubles.complain("level", "channel level is left out");
    assertEquals(
        List.of("warn p: message 0 was dropped", "warn p: channel level is left out"), log);
    time.leap(ProblemLog.PAUSE.plus(Duration.ofSeconds(1)));
    troubles.complain("dropped", "message 9000 was dropped");
    assertEquals("warn p: message 9000 was dropped (8999 more since the last line)", log.get(2));
    wrong();
    troubles.complain("dropped", "message 9001 was dropped");
    assertEquals("warn p: message 9001 was dropped", log.get(3));
  }

  @Test
  void mattersAreBounded() {
    for (int i = 0; i < 5_000; i++) {
      troubles.complain("channel-" + i, "left out");
    }
    assertEquals(1000, log.size());
  }
}
