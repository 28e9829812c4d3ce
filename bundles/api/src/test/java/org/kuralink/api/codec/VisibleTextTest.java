/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

  @Test
  void leavesPlainTextAsItIs() {
    String plain = "/sys/pk/dn/thing {\"a\":\"\\n\"}";
    assertSame(plain, VisibleText.of(plain));
    assertEquals("温度：20 ℃ 😀", VisibleText.of("温度：20 ℃ 😀"));
  }

  @Test
  void escapesControlCharacters() {
    assertEquals("a\\nb\\rc\\td", VisibleText.of("a\nb\rc\td"));
    assertEquals("\\u001b[31mred\\u0000", VisibleText.of("\u001b[31mred\0"));
    assertEquals("\\u0085\\u2028\\u2029", VisibleText.of("\u0085\u2028\u2029"));
  }

  @Test
  void escapesInvisibleAndDirectionCharacters() {
    assertEquals("\\u202egnp.exe", VisibleText.of("\u202egnp.exe"));
    assertEquals("a\\u200bb\\ufeff", VisibleText.of("a\u200bb\ufeff"));
    assertEquals("\\udb40\\udc01", VisibleText.of("\udb40\udc01"));
    assertEquals("\\ud800x", VisibleText.of("\ud800x"));
  }

  @Test
  void truncatesWithAnEllipsis() {
    assertEquals("abc…", VisibleText.of("abcdef", 3));
    assertEquals("abc", VisibleText.of("abc", 3));
  }
}
