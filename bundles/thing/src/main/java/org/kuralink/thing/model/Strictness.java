/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.util.ArrayList;
import java.util.List;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of values that the thing model does not allow, in both directions.
 *
 * @param doubts where a person is told of what is let through
 */
public record Strictness(Validation validation, DoubtLog doubts) {

  private static final Logger LOG = LoggerFactory.getLogger(Strictness.class);

  /** Whether nothing is checked. */
  public boolean isOff() {
    return validation == Validation.OFF;
  }

  /** Whether what the model does not allow is refused. */
  public boolean rejects() {
    return validation == Validation.REJECT;
  }

  /**
   * Judges what the platform asks for; says what is let through.
   *
   * @param what is asked for
   * @return what it is refused for: a handler need not take half a struct, or half of its inputs
   */
  public List<Violation> refused(String what, ModelCheck.Checked checked) {
    List<Violation> refused = new ArrayList<>(checked.impossible());
    if (rejects()) {
      refused.addAll(checked.violations());
      checked.doubts().stream()
          .filter(doubt -> doubt.kind() == Doubt.Kind.MISSING)
          .forEach(doubt -> refused.add(new Violation(doubt.path(), doubt.message())));
    } else if (validation == Validation.WARN && !checked.violations().isEmpty()) {
      LOG.warn(
          "{}: taken although the thing model does not allow it: {}", what, checked.violations());
    }
    if (refused.isEmpty() && !isOff()) {
      doubts.tell(what + " taken", checked.doubts());
    }
    return refused;
  }
}
