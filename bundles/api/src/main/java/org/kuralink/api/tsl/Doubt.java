/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

/**
 * A deviation of a value from the thing model that the platform is not known to refuse.
 *
 * @param kind the kind of deviation
 * @param path the place of the value, for example {@code tank.level[3]}
 * @param message a description
 */
public record Doubt(Kind kind, String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }

  /** The kinds of deviations. */
  public enum Kind {
    /** An integer lies between the steps, which count from the minimum. */
    STEP,
    /** A field is missing, and the model does not specify whether it is required. */
    MISSING,
    /** The name is not in the model, and the model is known to be outdated. */
    UNKNOWN
  }
}
