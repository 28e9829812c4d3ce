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
 * What is configured about trust gives no TLS context: a certificate is damaged, a keystore is not
 * there. Its message is for people and says what to do; the cause lies in the configuration, not in
 * the network.
 */
public final class ServerTrustException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do, in plain words and without secrets
   */
  public ServerTrustException(String message) {
    super(message);
  }
}
