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

/** Configured values that cannot work: which properties, what is wrong, what is allowed. */
public final class InvalidConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean unfilled;

  /** Of what a person has to mend, one sentence each. */
  public InvalidConfigurationException(List<String> problems) {
    this(problems, false);
  }

  /**
   * @param unfilled whether each is that something is not filled in yet
   */
  public InvalidConfigurationException(List<String> problems, boolean unfilled) {
    super(String.join("; ", problems), null, false, false);
    this.unfilled = unfilled;
  }

  /** Whether there is nothing wrong but what is not filled in yet. */
  public boolean isUnfilled() {
    return unfilled;
  }
}
