/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.ArrayList;
import java.util.List;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.Validation;

/** Checks and writes what one post carries, and collects what is wrong with it. */
final class Outgoing {

  private final ModelCheck check;
  private final Validation validation;
  private final List<Violation> violations = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();
  private final List<Violation> unwritable = new ArrayList<>();

  Outgoing(ModelCheck check, Validation validation) {
    this.check = check;
    this.validation = validation;
  }

  /** What the model does not allow. */
  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** What the model has otherwise. */
  List<Doubt> doubts() {
    return List.copyOf(doubts);
  }

  /** What forbids to send any of it; empty if it may go. */
  List<Violation> forbidden() {
    List<Violation> all = new ArrayList<>(validation == Validation.REJECT ? violations : List.of());
    all.addAll(unwritable);
    return all;
  }

  /** Forbids to send any of it. */
  void forbid(String path, String why) {
    unwritable.add(new Violation(path, why));
  }

  /**
   * Writes the value of a property, with its time if it has one.
   *
   * @return the value in the form of its type
   */
  Object property(StringBuilder out, String path, String identifier, PropertyValue value) {
    int before = violations.size();
    Object checked =
        isChecked(value.value())
            ? accepted(check.check(path, identifier, value.value()))
            : value.value();
    guard(
        path,
        before,
        () -> {
          out.append(value.time().isPresent() ? "{\"value\":" : "");
          JsonForm.write(out, check.type(identifier), checked);
          value.time().ifPresent(time -> out.append(",\"time\":").append(time).append('}'));
        });
    return checked;
  }

  /** Writes an event, with its time if it has one. */
  void event(StringBuilder out, String path, String identifier, EventValue event) {
    int before = violations.size();
    Object checked =
        isChecked(event.outputs())
            ? accepted(check.checkEvent(path, identifier, event.outputs()))
            : event.outputs();
    // An output of that name could be taken for the whole.
    boolean wrapped = event.time().isPresent() || event.outputs().containsKey("value");
    guard(
        path,
        before,
        () -> {
          out.append(wrapped ? "{\"value\":" : "");
          JsonForm.write(out, check.eventType(identifier), checked);
          event.time().ifPresent(time -> out.append(",\"time\":").append(time));
          out.append(wrapped ? "}" : "");
        });
  }

  private boolean isChecked(Object value) {
    return validation != Validation.OFF && isThere(value);
  }

  @SuppressWarnings("ConstantValue")
  private static boolean isThere(Object value) {
    return value != null;
  }

  private Object accepted(CheckedValue result) {
    violations.addAll(result.violations());
    doubts.addAll(result.doubts());
    return result.value();
  }

  /** What JSON cannot say is not said twice where the model does not allow it either. */
  private void guard(String path, int before, Runnable write) {
    try {
      write.run();
    } catch (IllegalArgumentException e) {
      if (violations.size() == before || validation == Validation.WARN) {
        forbid(path, String.valueOf(e.getMessage()));
      }
    }
  }
}
