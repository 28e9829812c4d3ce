/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.point;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.codec.VisibleText;

/**
 * Reads the members of an entry as if a stranger had written it, and collects what is wrong. For
 * one thread.
 */
public final class Members {

  private static final int SHOWN = 40;

  private final String place;
  private final Map<?, ?> members;
  private final List<FieldError> errors;

  /**
   * The members of an entry.
   *
   * @param errors to which what is wrong is added
   */
  public Members(String place, Map<?, ?> members, List<FieldError> errors) {
    this.place = place;
    this.members = members;
    this.errors = errors;
  }

  /** An object inside; without any member if there is none. */
  public Members inside(String member) {
    Object value = members.get(member);
    return new Members(
        place + "." + member, value instanceof Map<?, ?> map ? map : Map.of(), errors);
  }

  /** Where a member stands, for people. */
  public String at(String member) {
    return place + '.' + member;
  }

  /** Adds what is wrong with a member. */
  public void wrong(String member, String text) {
    errors.add(new FieldError(place, member, text));
  }

  /** The value as it is; empty if it is absent, null or an empty text. */
  public Optional<Object> value(String member) {
    Object value = members.get(member);
    return value == null || value.toString().isBlank() ? Optional.empty() : Optional.of(value);
  }

  /** A text or number as text, without surrounding blanks; empty text if there is none. */
  public String text(String member) {
    return value(member).map(value -> value.toString().strip()).orElse("");
  }

  /** A number, also one that is written as text. */
  public Optional<BigDecimal> decimal(String member) {
    return value(member)
        .flatMap(
            value -> {
              try {
                BigDecimal number = new BigDecimal(value.toString().strip());
                if (Math.abs((long) number.scale()) <= 400 && number.precision() <= 400) {
                  return Optional.of(number);
                }
                wrong(member, "is out of all bounds");
              } catch (NumberFormatException e) {
                wrong(member, "is " + shown(value) + ", which is no number");
              }
              return Optional.empty();
            });
  }

  /** A whole number between two others, both allowed. */
  public long whole(String member, long min, long max, long absent) {
    Optional<BigDecimal> number = decimal(member);
    if (number.isEmpty()) {
      return absent;
    }
    BigDecimal value = number.get();
    if (value.compareTo(BigDecimal.valueOf(min)) < 0
        || value.compareTo(BigDecimal.valueOf(max)) > 0
        || value.stripTrailingZeros().scale() > 0) {
      wrong(member, "is " + shown(value) + "; allowed is a whole number " + min + ".." + max);
      return absent;
    }
    return value.longValue();
  }

  /** Yes or no: 0, 1, {@code true} or {@code false}; absent is no. */
  public boolean flag(String member) {
    String text = text(member).toLowerCase(Locale.ROOT);
    switch (text) {
      case "", "0", "false":
        return false;
      case "1", "true":
        return true;
      default:
        wrong(member, "is " + shown(text) + "; allowed is 0 or 1");
        return false;
    }
  }

  /** A value as a message shows it: not too long, in quotes if it is a text. */
  public static String shown(Object value) {
    String text = value.toString();
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    String visible = VisibleText.of(cut);
    return value instanceof String ? '"' + visible + '"' : visible;
  }
}
