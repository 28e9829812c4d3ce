/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.login.sign.SignMethod;

/** Code 4.03: the platform forbids a message, or the device is disabled. */
class ForbiddenMessageTest extends CoapStage {

  private final VirtualTime time = new VirtualTime();
  private CoapDouble platform;

  @BeforeEach
  void start() throws Exception {
    platform = new CoapDouble(SECRET);
    stack.close();
    stack = new CoapStack(time.clock(), 100);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private Line opened() throws Exception {
    LineServer server =
        new LineServer("coap-symmetric", "localhost", platform.port(), "cn-shanghai", "");
    Line line =
        line(settings(who(SECRET, SignMethod.HMACMD5), server, "ca", Duration.ofSeconds(30)));
    await(line.open());
    return line;
  }

  private void forbidBadMessages() {
    platform.messages =
        request -> List.of(request.ack(platform.text(request).startsWith("bad") ? 403 : 205));
  }

  private int logIns() {
    return platform.to("/auth").size();
  }

  @Test
  void manyMessagesThatAreForbiddenCostOneLogInAMinute() throws Exception {
    forbidBadMessages();
    Line line = opened();
    for (int i = 0; i < 5; i++) {
      LineException failure = failure(publish(line, "bad" + i));
      assertTrue(failure.unfit());
      assertEquals(403, failure.code().orElseThrow());
      await(publish(line, "good" + i));
    }
    assertEquals(2, logIns());
    assertEquals(
        "tok-2", platform.to("/topic").get(platform.to("/topic").size() - 1).tokenOption());
    time.leap(Duration.ofMinutes(1));
    assertTrue(failure(publish(line, "bad")).unfit());
    assertEquals(3, logIns());
    time.stepClock(Duration.ofDays(-1));
    assertTrue(failure(publish(line, "bad")).unfit());
    assertEquals(4, logIns(), "a clock that was set back puts it off no longer");
    assertTrue(lost.isEmpty());
  }

  @Test
  void aDeviceThatIsKeptOutLosesNoMessage() throws Exception {
    Line line = opened();
    platform.messages = request -> List.of(request.ack(403));
    platform.logins = request -> List.of(request.ack(403));
    LineException failure = failure(publish(line, "1"));
    assertFalse(failure.unfit());
    assertEquals(Cause.WRONG_SECRET, failure.cause());
    assertTrue(lost.poll(30, TimeUnit.SECONDS).startsWith("WRONG_SECRET"));
  }

  @Test
  void aDeviceThatIsKeptOutAfterAForbiddenMessageIsFoundOutAMinuteLater() throws Exception {
    forbidBadMessages();
    Line line = opened();
    assertTrue(failure(publish(line, "bad")).unfit());
    time.leap(Duration.ofMinutes(1));
    platform.messages = request -> List.of(request.ack(403));
    platform.logins = request -> List.of(request.ack(403));
    assertEquals(Cause.WRONG_SECRET, failure(publish(line, "1")).cause());
  }
}
