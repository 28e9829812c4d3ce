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
 * A configuration cannot be taken, or put back. Expected with files that people write, hence
 * without a stack trace. The message goes into the log and to the platform.
 */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean notYet;

  /** Says what is wrong and where, without any value of the configuration: it may be a secret. */
  public ConfigurationException(String message) {
    this(message, false);
  }

  private ConfigurationException(String message, boolean notYet) {
    super(message, null, false, false);
    this.notYet = notYet;
  }

  /**
   * Says that something which the file names is not there, and may come: while a gateway starts,
   * the same is tried again for a while.
   */
  public static ConfigurationException notYet(String message) {
    return new ConfigurationException(message, true);
  }

  /** Whether the same may succeed once everything on this gateway has started. */
  public boolean isNotYet() {
    return notYet;
  }
}
