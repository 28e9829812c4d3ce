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
 * Something about a value that the thing model has otherwise, though the platform is not known to
 * refuse it.
 *
 * @param path where it stands, for example {@code tank.level[3]}
 * @param message what is doubtful
 */
public record Doubt(Kind kind, String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }

  /** What can be doubtful. */
  public enum Kind {
    /** A whole number is between the steps. */
    STEP,
    /** A field is missing of which the model does not say whether it is required. */
    MISSING,
    /** The name is unknown to a model that is known to be outdated. */
    UNKNOWN
  }
}
