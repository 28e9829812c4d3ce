/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.List;

/**
 * A configuration is invalid; the message names the properties, the problems and the valid values.
 */
public final class InvalidConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean unfilled;

  /** An exception with one sentence for each problem. */
  public InvalidConfigurationException(List<String> problems) {
    this(problems, false);
  }

  /**
   * @param unfilled whether all problems are missing values
   */
  public InvalidConfigurationException(List<String> problems, boolean unfilled) {
    super(String.join("; ", problems), null, false, false);
    this.unfilled = unfilled;
  }

  /** Returns whether all problems are missing values. */
  public boolean isUnfilled() {
    return unfilled;
  }
}
