/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.UpdateFault;

/** A message of the platform is no order that could be carried out. */
public final class MalformedOrderException extends Exception {

  private static final long serialVersionUID = 1L;

  private final UpdateFault fault;
  private final String module;

  /** Says what is wrong with an order for the default module. */
  public MalformedOrderException(UpdateFault fault, String message) {
    this(fault, message, FirmwareOrder.DEFAULT_MODULE);
  }

  private MalformedOrderException(UpdateFault fault, String message, String module) {
    super(VisibleText.of(message), null, false, false);
    this.fault = fault;
    this.module = module;
  }

  /** The same about an order for a module. */
  MalformedOrderException about(String named) {
    return new MalformedOrderException(fault, String.valueOf(getMessage()), named);
  }

  /** For which module the order is. */
  public String module() {
    return module;
  }

  /** How it is reported. */
  public UpdateFault fault() {
    return fault;
  }
}
