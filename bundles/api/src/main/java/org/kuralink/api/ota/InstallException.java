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
 * Thrown when an installer cannot carry out a call. The message goes to the platform and to the
 * log. Without a {@link UpdateFault} of its own, the failure is reported with the fault of the
 * current step.
 */
public final class InstallException extends Exception {

  private static final long serialVersionUID = 1L;

  private final UpdateFault fault;
  private final boolean numbered;

  /** Creates an exception that is reported with the fault of the current step. */
  public InstallException(String message) {
    super(message);
    this.fault = UpdateFault.INSTALLATION;
    this.numbered = false;
  }

  /** Creates an exception with a cause, reported with the fault of the current step. */
  public InstallException(String message, Throwable cause) {
    super(message, cause);
    this.fault = UpdateFault.INSTALLATION;
    this.numbered = false;
  }

  /** Creates an exception that is reported with a certain fault. */
  public InstallException(UpdateFault fault, String message) {
    super(message);
    this.fault = fault;
    this.numbered = true;
  }

  /** Returns the fault to report; empty for that of the current step. */
  public Optional<UpdateFault> fault() {
    return numbered ? Optional.of(fault) : Optional.empty();
  }
}
