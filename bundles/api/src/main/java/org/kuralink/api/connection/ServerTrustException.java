/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.io.IOException;

/**
 * Thrown when the trust configuration does not yield a TLS context, for example because of a
 * damaged certificate or a missing keystore. The cause is the configuration, not the network. The
 * message is meant for operators and says what to do.
 */
public final class ServerTrustException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do, without secrets
   */
  public ServerTrustException(String message) {
    super(message);
  }
}
