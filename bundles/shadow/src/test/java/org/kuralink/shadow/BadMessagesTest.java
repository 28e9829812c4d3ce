/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kuralink.shadow.ShadowFixture.failureOf;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;

/** Invalid messages of the platform, and invalid values to report. */
class BadMessagesTest {

  private static final String RED = "{\"reported\":{\"color\":\"red\"}}";
  private static final String WANTS_GREEN =
      "{\"reported\":{\"color\":\"red\"},\"desired\":{\"color\":\"green\"}}";

  private static CompletableFuture<Long> report(ShadowFixture fixture, Map<String, ?> attributes) {
    CompletableFuture<Long> stage = fixture.shadow.report(attributes).toCompletableFuture();
    fixture.time.settle();
    return stage;
  }

  private static ShadowDocument document(ShadowFixture fixture) {
    return fixture.shadow.status().document().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-4",
        "\"-4\"",
        "1.5",
        "\"x\"",
        "null",
        "[7]",
        "{}",
        "9223372036854775808",
        "1e300"
      })
  void aControlWithAnInvalidVersionIsIgnoredAndLogged(String version) {
    ShadowFixture fixture = ShadowFixture.knowing(3, RED);
    fixture.obedient();
    try (LoggedLines log = new LoggedLines()) {
      fixture.say(
          "{\"method\":\"control\",\"payload\":{\"state\":"
              + WANTS_GREEN
              + "},\"version\":"
              + version
              + "}");
      assertEquals(1, log.with("a control message has ").size());
    }
    assertEquals(List.of(), fixture.delivered);
    assertEquals(3, document(fixture).version());
  }

  @Test
  void aControlWithTheSameVersionTwiceIsDeliveredOnce() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.handle(Map.of(), asked -> CompletableFuture.completedFuture(Map.of()));
    fixture.control(2, WANTS_GREEN);
    fixture.control(2, WANTS_GREEN);
    fixture.control(1, "{\"desired\":{\"color\":\"black\"}}");
    assertEquals(1, fixture.delivered.size());
  }

  @Test
  void aControlThatSaysNothingOfTheReportedLeavesItAsItIs() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.control(2, "{\"desired\":{\"size\":3}}");
    assertEquals(Set.of("color"), document(fixture).reported().keySet());
    assertEquals(Set.of("size"), document(fixture).desired().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"409", "\"409\"", "409.0"})
  void theCodeOfAnErrorMayBeTextOrNumber(String code) {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    report(fixture, Map.of("a", 1));
    fixture.say(error(code));
    assertEquals("get", fixture.last().get("method").getAsString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967705", "-409", "\"\"", "{}", "null", "[409]", "4.09"})
  void anInvalidCodeIsUnknown(String code) {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    fixture.say(error(code));
    assertEquals(ShadowError.UNKNOWN, ((ShadowException) failureOf(stage)).error());
  }

  @Test
  void aDocumentBeyondTheLimitIsIgnored() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.control(2, "{\"desired\":{\"color\":\"" + "x".repeat(ShadowMessage.MAX_BYTES) + "\"}}");
    assertEquals(1, document(fixture).version());
    StringBuilder many = new StringBuilder("{\"desired\":{\"a\":0");
    for (int i = 0; i < 5000; i++) {
      many.append(",\"a").append(i).append("\":").append(i);
    }
    fixture.control(3, many + "}}");
    assertEquals(3, document(fixture).version());
  }

  @Test
  void messagesForOtherDevicesAreNotHeard() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    assertEquals(
        List.of("/shadow/get/{productKey}/{deviceName}"), fixture.session.subscribedForAll());
    assertEquals(0, fixture.link.deliver("/shadow/get/pk/other", new byte[0]));
  }

  @Test
  void theTextNullIsNoValueAndANameIsNotEmpty() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    for (Map<String, ?> bad : List.of(Map.of("color", "null"), Map.of("", 1))) {
      ShadowException failure = (ShadowException) failureOf(report(fixture, bad));
      assertEquals(ShadowError.INCORRECT_JSON, failure.error());
    }
    assertEquals(List.of(), fixture.sent());
  }

  private static String error(String code) {
    return "{\"method\":\"reply\",\"payload\":{\"status\":\"error\",\"content\":{\"errorcode\":"
        + code
        + ",\"errormessage\":\"no\"}},\"timestamp\":1469564576}";
  }
}
