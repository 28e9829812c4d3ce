/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

/** Text from outside as people may see it: control characters are made visible. */
public final class Visible {

  private static final int DELETE = 0x7f;

  private Visible() {}

  /** The text with each control character, line end or invisible sign as {@code \}{@code u....}. */
  public static String of(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              if (isHidden(c)) {
                visible.append(String.format("\\u%04x", c));
              } else {
                visible.append((char) c);
              }
            });
    return visible.toString();
  }

  /** Whether all of a text can be seen. */
  public static boolean is(String text) {
    return text.chars().noneMatch(Visible::isHidden);
  }

  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> c == DELETE;
    };
  }
}
