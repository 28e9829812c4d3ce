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
 * A server's certificates are not accepted. Remembers what the server sent, so that whoever hears
 * of it can tell a person which root is missing, or which host the certificate names; Java's own
 * words do not.
 */
public final class UntrustedServerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  private final transient List<X509Certificate> chain;

  /**
   * @param chain what the server sent; its own certificate first, at least that one
   * @param cause what Java says of it
   */
  public UntrustedServerException(List<X509Certificate> chain, CertificateException cause) {
    super(cause.getMessage(), cause);
    this.chain = List.copyOf(chain);
  }

  /** What the server sent, its own certificate first; text in it comes from outside. */
  public List<X509Certificate> chain() {
    return chain;
  }
}
