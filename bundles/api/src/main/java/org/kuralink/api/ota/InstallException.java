/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.util.Optional;

/**
 * An installer could not do what it was asked to. The message reaches the platform and the log. It
 * is reported with the number that fits the step, unless it says which one does.
 */
public final class InstallException extends Exception {

  private static final long serialVersionUID = 1L;

  private final UpdateFault fault;
  private final boolean numbered;

  /** Says what went wrong. */
  public InstallException(String message) {
    super(message);
    this.fault = UpdateFault.INSTALLATION;
    this.numbered = false;
  }

  /** Says what went wrong and why. */
  public InstallException(String message, Throwable cause) {
    super(message, cause);
    this.fault = UpdateFault.INSTALLATION;
    this.numbered = false;
  }

  /** Says what went wrong and how it is to be reported. */
  public InstallException(UpdateFault fault, String message) {
    super(message);
    this.fault = fault;
    this.numbered = true;
  }

  /** How it is to be reported; empty: as it fits the step. */
  public Optional<UpdateFault> fault() {
    return numbered ? Optional.of(fault) : Optional.empty();
  }
}
