/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScreenTextTest {

  @Test
  void whatATerminalWouldCarryOutIsWrittenOut() {
    assertEquals(
        "\\u001b[2J\\u001b]0;title\\u0007", ScreenText.of("\u001b[2J\u001b]0;title\u0007"));
    assertEquals("a\\nb\\r\\tc\\u0000", ScreenText.of("a\nb\r\tc\0"));
    assertEquals("\\u009b31m\\u007f", ScreenText.of("\u009b31m\u007f"));
  }

  @Test
  void escapesInvisibleAndDirectionalCharacters() {
    assertEquals(
        "1.0\\u202efdp.\\u2066\\u2069\\u200b\\u200f\\ufeff",
        ScreenText.of("1.0\u202efdp.\u2066\u2069\u200b\u200f\ufeff"));
    assertEquals("\\u2028\\u2029\\u0085", ScreenText.of("\u2028\u2029\u0085"));
    assertEquals("\\u{e0041}\\ud800", ScreenText.of("\udb40\udc41\ud800"));
  }

  @Test
  void keepsAllOtherCharacters() {
    String text = "\u7f51\u5173 \u00b0C \\ {\"a\": 1} \ud83d\ude00";
    assertEquals(text, ScreenText.of(text));
    assertEquals("a\n\tb", ScreenText.lines("a\r\n\tb"));
    assertEquals("a\n\\u001b[1m\\rb", ScreenText.lines("a\n\u001b[1m\rb"));
  }

  @Test
  void escapingTwiceChangesNothing() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 61) {
      String once = ScreenText.of(Character.toString(c));
      assertEquals(once, ScreenText.of(once));
      assertTrue(once.codePoints().noneMatch(Character::isISOControl), once);
    }
  }
}
