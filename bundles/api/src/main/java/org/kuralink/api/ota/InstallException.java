/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** An installer could not do what it was asked to. The message reaches the platform and the log. */
public final class InstallException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says what went wrong. */
  public InstallException(String message) {
    super(message);
  }

  /** Says what went wrong and why. */
  public InstallException(String message, Throwable cause) {
    super(message, cause);
  }
}
