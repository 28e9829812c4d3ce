/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Thrown when a server's certificate chain is not accepted. It contains the certificates that the
 * server sent, which Java's own exception does not, so that a message can name the missing root or
 * the host of the certificate.
 */
public final class UntrustedServerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  private final transient List<X509Certificate> chain;

  /**
   * @param chain the certificates that the server sent, its own first; not empty
   * @param cause the exception of the Java runtime
   */
  public UntrustedServerException(List<X509Certificate> chain, CertificateException cause) {
    super(cause.getMessage(), cause);
    this.chain = List.copyOf(chain);
  }

  /** Returns the certificates that the server sent, its own first. Their text is untrusted. */
  public List<X509Certificate> chain() {
    return chain;
  }
}
