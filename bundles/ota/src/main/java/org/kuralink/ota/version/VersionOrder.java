/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.version;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of two versions is later, as people read them: runs of digits count as numbers, letters by
 * the alphabet, and whatever stands between only separates. A word after the numbers is earlier
 * than none, so that 1.0-beta comes before 1.0.
 */
public final class VersionOrder implements Comparator<String> {

  private static final Pattern PART = Pattern.compile("\\d+|\\p{L}+");

  @Override
  public int compare(String one, String other) {
    List<String> left = parts(one);
    List<String> right = parts(other);
    pad(left, right);
    pad(right, left);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int order =
          compareParts(i < left.size() ? left.get(i) : "", i < right.size() ? right.get(i) : "");
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Gives the numbers at the beginning the zeros that the other version writes out. */
  private static void pad(List<String> version, List<String> like) {
    int numbers = numbers(version);
    for (int i = numbers; numbers > 0 && i < numbers(like); i++) {
      version.add(i, "0");
    }
  }

  private static int numbers(List<String> version) {
    int numbers = 0;
    while (numbers < version.size() && kind(version.get(numbers)) == 2) {
      numbers++;
    }
    return numbers;
  }

  private static int compareParts(String one, String other) {
    int kind = Integer.compare(kind(one), kind(other));
    if (kind != 0) {
      // A missing number is a zero: 1.0 and 1.0.0 are the same.
      boolean zero = (one + other).matches("0+");
      return zero ? 0 : kind;
    }
    return kind(one) == 2
        ? new BigInteger(one).compareTo(new BigInteger(other))
        : one.compareToIgnoreCase(other);
  }

  /** Words before nothing before numbers. */
  private static int kind(String part) {
    if (part.isEmpty()) {
      return 1;
    }
    return Character.isDigit(part.charAt(0)) ? 2 : 0;
  }

  private static List<String> parts(String version) {
    String plain = version.replaceFirst("^[vV](?=\\d)", "");
    return PART.matcher(plain)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
