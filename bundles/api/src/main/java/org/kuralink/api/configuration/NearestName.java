/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known name that an operator probably meant with an unknown one: the name with the
 * smallest edit distance (inserted, deleted or replaced characters, and swapped neighbours).
 */
public final class NearestName {

  /** Allows one edit per this number of characters, and one in any case. */
  private static final int LETTERS_A_SLIP = 6;

  private static final int MOST_SLIPS = 3;

  private NearestName() {}

  /**
   * Returns the nearest known name; of several equally near ones, the first in alphabetical order.
   * Case is ignored. Any thread may call.
   *
   * @return empty if no name is near enough
   */
  public static Optional<String> of(String typed, Collection<String> known) {
    return of(typed, known, MOST_SLIPS);
  }

  /**
   * Returns the nearest known name within a maximum edit distance, for sets of similar names.
   *
   * @param most the maximum edit distance, whatever the length of the names
   */
  public static Optional<String> of(String typed, Collection<String> known, int most) {
    return known.stream()
        .filter(name -> slips(typed, name) <= Math.min(most, allowed(typed, name)))
        .min(
            Comparator.<String>comparingInt(name -> slips(typed, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int allowed(String typed, String name) {
    return 1 + Math.min(typed.length(), name.length()) / LETTERS_A_SLIP;
  }

  private static int slips(String typed, String name) {
    String a = typed.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int k = 0; k <= b.length(); k++) {
        slips[i][k] = i == 0 || k == 0 ? i + k : slips(a, b, slips, i, k);
      }
    }
    return slips[a.length()][b.length()];
  }

  private static int slips(String a, String b, int[][] slips, int i, int k) {
    int other = a.charAt(i - 1) == b.charAt(k - 1) ? 0 : 1;
    int fewest =
        Math.min(slips[i - 1][k - 1] + other, 1 + Math.min(slips[i - 1][k], slips[i][k - 1]));
    boolean swapped =
        i > 1 && k > 1 && a.charAt(i - 1) == b.charAt(k - 2) && a.charAt(i - 2) == b.charAt(k - 1);
    return swapped ? Math.min(fewest, slips[i - 2][k - 2] + 1) : fewest;
  }
}
