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
 * Thrown when tags violate the platform's rules (developer guide 9.8); none was sent. An expected
 * condition, so there is no stack trace.
 */
public final class RejectedTagsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Breach> breaches;

  /** Creates an exception whose message lists every violation. */
  public RejectedTagsException(List<Breach> breaches) {
    super(
        breaches.stream().map(Breach::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.breaches = List.copyOf(breaches);
  }

  /** Returns the violations, at least one. */
  public List<Breach> breaches() {
    return breaches;
  }

  /**
   * A violation of a rule.
   *
   * @param key the key of the tag, truncated if it is long; empty if the rule concerns the whole
   *     request
   * @param rule the violated rule
   */
  public record Breach(String key, Rule rule) {

    @Override
    public String toString() {
      return key.isEmpty() ? rule.words : "tag '" + key + "': " + rule.words;
    }
  }

  /** The rules for tags. */
  public enum Rule {
    /** The request has at least one tag. */
    NO_TAG("the request has no tags"),
    /** The request has at most 200 tags. */
    TOO_MANY("there are more than 200 tags in one request"),
    /** A key has 1 to 100 characters. */
    KEY_LENGTH("a key has 1 to 100 characters"),
    /** A key consists of the characters a-z, A-Z, 0-9 and _. */
    KEY_CHARACTERS("a key has only the characters a-z, A-Z, 0-9 and _"),
    /** A key does not begin with a digit. */
    KEY_START("a key begins with a letter or _"),
    /** A value is not null. */
    NO_VALUE("the value is missing");

    private final String words;

    Rule(String words) {
      this.words = words;
    }
  }
}
