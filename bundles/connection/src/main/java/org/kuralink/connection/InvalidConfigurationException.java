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

  /** One problem each. */
  public InvalidConfigurationException(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
  }
}
