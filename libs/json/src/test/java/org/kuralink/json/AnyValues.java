/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A generator of arbitrary JSON values, in the form in which they are read. */
public final class AnyValues {

  private static final String[] PIECES = {
    "a", " ", "\"", "\\", "/", "\n", "\u0000", "\u001f", "\u007f", "ä", "中", "😀", "{", "]",
    "\u2028", "\ud83d", "\ude00"
  };

  private final Random random;

  /** The same values each time for the same chance. */
  public AnyValues(Random random) {
    this.random = random;
  }

  /**
   * A value.
   *
   * @param depth how deep it is nested at most
   */
  public Object value(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> random.nextInt(200) - 100L;
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 3 -> new BigDecimal("9".repeat(19 + random.nextInt(10)));
      case 4, 5 -> text();
      case 6 -> list(depth);
      default -> map(depth);
    };
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(value(depth - 1));
    }
    return list;
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(text(), value(depth - 1));
    }
    return map;
  }

  /** A text; halves of a surrogate pair as well. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
