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
 * The result of validating a value against a type.
 *
 * @param value in the Java form of the type (see {@link DataType}); unchanged where it violates the
 *     type
 * @param violations empty if the value is valid
 * @param doubts deviations that the platform may or may not refuse; they do not make the value
 *     invalid
 */
public record CheckedValue(Object value, List<Violation> violations, List<Doubt> doubts) {

  /** Copies the lists. */
  public CheckedValue {
    violations = List.copyOf(violations);
    doubts = List.copyOf(doubts);
  }

  /** Creates a result without doubts. */
  public CheckedValue(Object value, List<Violation> violations) {
    this(value, violations, List.of());
  }

  /** Returns whether the value is valid. */
  public boolean isValid() {
    return violations.isEmpty();
  }
}
