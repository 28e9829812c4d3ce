/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Whom TLS trusts. Safe for any thread. */
@FunctionalInterface
public interface Trust {

  /**
   * The TLS context for the next connection; the same one as long as nothing has changed. May read
   * from disk.
   *
   * @throws LoginException with cause CONFIGURATION if what is configured gives none
   */
  SSLContext context() throws LoginException;

  /** TLS 1.2 or later, and the certificate must name the host that was asked for. */
  static SSLParameters strict(SSLParameters parameters) {
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }
}
