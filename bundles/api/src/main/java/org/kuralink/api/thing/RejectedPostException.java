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
import org.kuralink.api.tsl.Violation;

/**
 * Thrown when a post violates the thing model; nothing of the post was sent. An expected condition,
 * so there is no stack trace.
 */
public final class RejectedPostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** Creates an exception whose message lists every violation. */
  public RejectedPostException(List<Violation> violations) {
    super(
        violations.stream().map(Violation::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.violations = List.copyOf(violations);
  }

  /** Returns the violations of the thing model. */
  public List<Violation> violations() {
    return violations;
  }
}
