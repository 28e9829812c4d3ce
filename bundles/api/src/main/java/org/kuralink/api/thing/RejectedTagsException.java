/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Tags were not sent because the platform's rules forbid them (developer guide 9.8). Expected,
 * hence without a stack trace.
 */
public final class RejectedTagsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Breach> breaches;

  /** Names every rule that is broken. */
  public RejectedTagsException(List<Breach> breaches) {
    super(
        breaches.stream().map(Breach::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.breaches = List.copyOf(breaches);
  }

  /** What is broken, at least one. */
  public List<Breach> breaches() {
    return breaches;
  }

  /**
   * What the platform would not take, and where.
   *
   * @param key the tag's key, cut if it is long; empty if the rule is on the request as a whole
   */
  public record Breach(String key, Rule rule) {

    @Override
    public String toString() {
      return key.isEmpty() ? rule.words : "tag '" + key + "': " + rule.words;
    }
  }

  /** What is asked of tags. */
  public enum Rule {
    /** There is no tag. */
    NO_TAG("there is no tag"),
    /** There are more than 200. */
    TOO_MANY("there are more than 200 tags in one request"),
    /** A key is empty or longer than 100. */
    KEY_LENGTH("a key has 1 to 100 characters"),
    /** A key has other characters. */
    KEY_CHARACTERS("a key has only the characters a-z, A-Z, 0-9 and _"),
    /** A key begins with a digit. */
    KEY_START("a key begins with a letter or _"),
    /** A value is null. */
    NO_VALUE("there is no value");

    private final String words;

    Rule(String words) {
      this.words = words;
    }
  }
}
