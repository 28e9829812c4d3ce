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

/** Reads and validates the members of an entry and collects the errors. Not thread-safe. */
public final class Members {

  private static final int SHOWN = 40;

  private final String place;
  private final Map<?, ?> members;
  private final List<FieldError> errors;

  /**
   * Creates a reader of the members of an entry.
   *
   * @param errors the list to which errors are added
   */
  public Members(String place, Map<?, ?> members, List<FieldError> errors) {
    this.place = place;
    this.members = members;
    this.errors = errors;
  }

  /** Returns a nested object; empty if it is absent. */
  public Members inside(String member) {
    Object value = members.get(member);
    return new Members(
        place + "." + member, value instanceof Map<?, ?> map ? map : Map.of(), errors);
  }

  /** Returns the path of a member, for messages. */
  public String at(String member) {
    return place + '.' + member;
  }

  /** Adds an error of a member. */
  public void wrong(String member, String text) {
    errors.add(new FieldError(place, member, text));
  }

  /** Returns the value unchanged; empty if it is absent, null or an empty text. */
  public Optional<Object> value(String member) {
    Object value = members.get(member);
    return value == null || value.toString().isBlank() ? Optional.empty() : Optional.of(value);
  }

  /** Returns a text or number as text without surrounding blanks; an empty text if it is absent. */
  public String text(String member) {
    return value(member).map(value -> value.toString().strip()).orElse("");
  }

  /** Returns a number, which may also be written as text. */
  public Optional<BigDecimal> decimal(String member) {
    return value(member)
        .flatMap(
            value -> {
              try {
                BigDecimal number = new BigDecimal(value.toString().strip());
                if (Math.abs((long) number.scale()) <= 400 && number.precision() <= 400) {
                  return Optional.of(number);
                }
                wrong(member, "is out of the range of numbers");
              } catch (NumberFormatException e) {
                wrong(member, "is " + shown(value) + ", which is not a number");
              }
              return Optional.empty();
            });
  }

  /** Returns an integer within the given range, bounds included. */
  public long whole(String member, long min, long max, long absent) {
    Optional<BigDecimal> number = decimal(member);
    if (number.isEmpty()) {
      return absent;
    }
    BigDecimal value = number.get();
    if (value.compareTo(BigDecimal.valueOf(min)) < 0
        || value.compareTo(BigDecimal.valueOf(max)) > 0
        || value.stripTrailingZeros().scale() > 0) {
      wrong(member, "is " + shown(value) + "; allowed is an integer " + min + ".." + max);
      return absent;
    }
    return value.longValue();
  }

  /** Returns a boolean: 0, 1, {@code true} or {@code false}; false if it is absent. */
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

  /** Returns a value for messages: shortened, and quoted if it is a text. */
  public static String shown(Object value) {
    String text = value.toString();
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    String visible = VisibleText.of(cut);
    return value instanceof String ? '"' + visible + '"' : visible;
  }
}
