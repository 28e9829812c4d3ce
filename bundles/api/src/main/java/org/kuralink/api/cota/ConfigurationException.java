/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

/**
 * Thrown when a configuration cannot be applied or restored. Expected with files that people write,
 * so there is no stack trace. The message goes to the log and to the platform.
 */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean notYet;

  /**
   * Creates an exception.
   *
   * @param message what is wrong, and where, without any value of the configuration, which may be a
   *     secret
   */
  public ConfigurationException(String message) {
    this(message, false);
  }

  private ConfigurationException(String message, boolean notYet) {
    super(message, null, false, false);
    this.notYet = notYet;
  }

  /**
   * Returns an exception for something that the file refers to and that is missing but may still
   * appear: while a gateway starts, the call is repeated for a while.
   */
  public static ConfigurationException notYet(String message) {
    return new ConfigurationException(message, true);
  }

  /** Returns whether the call may succeed once everything on this gateway has started. */
  public boolean isNotYet() {
    return notYet;
  }
}
