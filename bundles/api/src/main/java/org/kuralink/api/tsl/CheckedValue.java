/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.List;

/**
 * The outcome of checking a value against a type.
 *
 * @param value in the Java form of the type (see {@link DataType}); the value as it was where it
 *     violates
 * @param violations empty if the value is allowed
 * @param doubts what the platform may or may not refuse; no hindrance
 */
public record CheckedValue(Object value, List<Violation> violations, List<Doubt> doubts) {

  /** Copies the lists. */
  public CheckedValue {
    violations = List.copyOf(violations);
    doubts = List.copyOf(doubts);
  }

  /** Without doubts. */
  public CheckedValue(Object value, List<Violation> violations) {
    this(value, violations, List.of());
  }

  /** Whether the value is allowed. */
  public boolean isValid() {
    return violations.isEmpty();
  }
}
