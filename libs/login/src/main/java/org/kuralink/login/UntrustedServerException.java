/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** A server's certificates are not accepted; remembers them, because Java's own words do not. */
final class UntrustedServerException extends CertificateException {

  private static final long serialVersionUID = 1L;
  private static final int NAMES = 10;
  private static final int LENGTH = 200;
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private final transient X509Certificate[] chain;

  /**
   * An exception.
   *
   * @param chain what the server sent; its own certificate first
   */
  UntrustedServerException(X509Certificate[] chain, CertificateException cause) {
    super(cause.getMessage(), cause);
    this.chain = chain.clone();
  }

  /** Where the chain ends: the authority whose root is missing, and how to know that root. */
  String top() {
    X509Certificate last = chain[chain.length - 1];
    String issuer = name(last.getIssuerX500Principal());
    if (last.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
      return "the chain ends with '" + issuer + "' (SHA-256 " + fingerprint(last) + ")";
    }
    return "the chain ends with '"
        + name(last.getSubjectX500Principal())
        + "', which was signed by '"
        + issuer
        + "'";
  }

  /** The host names and addresses in the server's own certificate. */
  String hosts() {
    X509Certificate own = chain[0];
    try {
      Collection<List<?>> names = own.getSubjectAlternativeNames();
      if (names != null) {
        return names.stream()
            .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(ADDRESS))
            .limit(NAMES)
            .map(name -> printable(String.valueOf(name.get(1))))
            .collect(Collectors.joining(", "));
      }
    } catch (CertificateParsingException e) {
      return "names that cannot be read";
    }
    return name(own.getSubjectX500Principal());
  }

  private static String name(X500Principal principal) {
    return printable(principal.getName());
  }

  /** A text from outside, fit for a log. */
  private static String printable(String text) {
    return text.codePoints()
        .limit(LENGTH)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      return "unknown";
    }
  }
}
