/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import org.kuralink.api.ota.UpdateFault;

/** A message of the platform is no order that could be carried out. */
public final class MalformedOrderException extends Exception {

  private static final long serialVersionUID = 1L;

  private final UpdateFault fault;

  /** Says what is wrong. */
  public MalformedOrderException(UpdateFault fault, String message) {
    super(message, null, false, false);
    this.fault = fault;
  }

  /** How it is reported. */
  public UpdateFault fault() {
    return fault;
  }
}
