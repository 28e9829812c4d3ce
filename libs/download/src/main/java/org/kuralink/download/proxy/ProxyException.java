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
 * A proxy does not lead on. The message is for people: it names the proxy and says what to do. It
 * has no stack trace, for it tells of the network and not of a program.
 */
public final class ProxyException extends IOException {

  private static final long serialVersionUID = 1;

  private final Cause fault;

  ProxyException(Cause fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What a session makes of it. */
  public Cause fault() {
    return fault;
  }
}
