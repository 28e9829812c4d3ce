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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Violation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of values that the thing model does not allow, in both directions; and a person is
 * told of what it has otherwise and is let through all the same, once for each place of the model.
 * Any thread may call.
 */
public final class Strictness {

  /** More places than a person will look at. */
  private static final int MAX_TOLD = 1000;

  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
  private static final Logger LOG = LoggerFactory.getLogger(Strictness.class);

  private final String name;
  private final Validation validation;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** As strict as it is configured. */
  public Strictness(String name, Validation validation) {
    this.name = name;
    this.validation = validation;
  }

  /** How strict. */
  public Validation validation() {
    return validation;
  }

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
      tell(what + " taken", checked.doubts());
    }
    return refused;
  }

  /**
   * Tells a person of doubts that have not been told.
   *
   * @param what becomes of it all the same, for example "posted"
   */
  public void tell(String what, List<Doubt> doubts) {
    if (doubts.isEmpty()) {
      return;
    }
    List<String> fresh = new ArrayList<>();
    for (Doubt doubt : doubts) {
      String place = doubt.kind() + " " + INDEX.matcher(doubt.path()).replaceAll("[]");
      if (told.size() < MAX_TOLD && told.add(place)) {
        fresh.add(doubt.toString());
      }
    }
    if (!fresh.isEmpty()) {
      LOG.warn(
          "{}: {} though the thing model has it otherwise (this is said once): {}",
          name,
          what,
          String.join("; ", fresh));
    }
  }

  /** How strict a person wants it. */
  public enum Validation {
    /** They are not sent. */
    REJECT,
    /** They are sent, and a person is told. */
    WARN,
    /** They are sent unchecked. */
    OFF
  }
}
