/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.credentials;

import javax.net.ssl.SSLContext;

/** Whom TLS trusts: the roots of the Java runtime and those a person adds. Safe for any thread. */
public final class TrustSettings {

  private final String roots;

  private TrustSettings(String roots) {
    this.roots = roots;
  }

  /** Trusts the roots of the Java runtime only. */
  public static TrustSettings ofRuntime() {
    return new TrustSettings("");
  }

  /** Trusts also these roots: one or more certificates in PEM; an empty text adds none. */
  public static TrustSettings with(String pem) {
    return new TrustSettings(pem);
  }

  /**
   * A context with these roots; built at the first call.
   *
   * @throws LoginException with cause CONFIGURATION if the text holds no certificates
   */
  public SSLContext context() throws LoginException {
    throw new UnsupportedOperationException(roots);
  }
}
