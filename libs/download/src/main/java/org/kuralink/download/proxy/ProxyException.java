/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download.proxy;

import java.io.IOException;
import org.kuralink.api.connection.SessionFault.Cause;

/**
 * The proxy does not connect to the server. The message is for an operator: it names the proxy and
 * says what to do. The exception has no stack trace, because its cause is in the network and not in
 * the program.
 */
public final class ProxyException extends IOException {

  private static final long serialVersionUID = 1;

  private final Cause fault;

  ProxyException(Cause fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** Returns the cause as the session reports it. */
  public Cause fault() {
    return fault;
  }
}
