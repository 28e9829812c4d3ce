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
 * What became of a configuration.
 *
 * @param at when that was clear
 * @param source where it came from, as {@link FieldVersion#source}
 * @param verdict whether it is in force, and else whose fault that is
 * @param words for people: what changed, or why it was not applied
 * @param errors of the configuration; empty unless it was refused
 */
public record FieldOutcome(
    Instant at, String source, Verdict verdict, String words, List<FieldError> errors) {

  private static final int SHOWN = 20;

  /** Copies the list. */
  public FieldOutcome {
    errors = List.copyOf(errors);
  }

  /** How it ended. */
  public enum Verdict {
    /** It is in force; devices may be silent all the same. */
    APPLIED,
    /** It cannot be right; what was in force before still is. */
    REFUSED,
    /** Something here failed, for example the download; what was in force before still is. */
    FAILED
  }

  /** The words, and the first errors behind them. */
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
