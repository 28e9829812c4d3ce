/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The outcome of applying a configuration of field channels.
 *
 * @param at when the outcome was determined
 * @param source the origin, as in {@link FieldVersion#source}
 * @param verdict whether the configuration is in force
 * @param words for display: what changed, or why it was not applied
 * @param errors the errors in the configuration; empty unless it was refused
 */
public record FieldOutcome(
    Instant at, String source, Verdict verdict, String words, List<FieldError> errors) {

  private static final int SHOWN = 20;

  /** Copies the list. */
  public FieldOutcome {
    errors = List.copyOf(errors);
  }

  /** The result of applying a configuration. */
  public enum Verdict {
    /** The configuration is in force; devices may nevertheless be unreachable. */
    APPLIED,
    /** The configuration is invalid; the former one remains in force. */
    REFUSED,
    /**
     * Applying failed on this gateway, for example the download; the former configuration remains
     * in force.
     */
    FAILED
  }

  /** Returns the description, followed by the first errors. */
  public String told() {
    if (errors.isEmpty()) {
      return words;
    }
    String shown =
        errors.stream().limit(SHOWN).map(FieldError::toString).collect(Collectors.joining("; "));
    int more = errors.size() - SHOWN;
    return words + ": " + shown + (more > 0 ? "; and " + more + " more" : "");
  }
}
