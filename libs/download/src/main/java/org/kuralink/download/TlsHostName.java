/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.StandardConstants;
import org.kuralink.api.connection.WebAddress;

/**
 * Host names in TLS that Java does not support: Java neither sends a name with an underscore to the
 * server nor compares it with the certificate.
 */
final class TlsHostName {

  private static final String MISMATCH = "No name of the certificate ";
  private static final int DNS_NAME = 2;

  private TlsHostName() {}

  /** Returns whether Java itself sends this host name and compares it with the certificate. */
  static boolean isSupportedByJava(WebAddress address) {
    return address.host().indexOf('_') < 0;
  }

  /** Returns the server name indication for a host name of any characters (RFC 6066, section 3). */
  static SNIServerName indication(String host) {
    return new Indication(host.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Checks that one of the certificate's alternative DNS names matches the host.
   *
   * @throws SSLHandshakeException if none does
   */
  static void check(Certificate certificate, String host) throws SSLHandshakeException {
    if (!(certificate instanceof X509Certificate x509) || !names(x509, host)) {
      throw new SSLHandshakeException(MISMATCH + "is " + host);
    }
  }

  private static boolean names(X509Certificate certificate, String host)
      throws SSLHandshakeException {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .anyMatch(name -> matches(String.valueOf(name.get(1)), host));
    } catch (CertificateParsingException e) {
      throw new SSLHandshakeException(MISMATCH + "can be read");
    }
  }

  /** A wildcard stands for the whole first label and for no other label (RFC 6125). */
  private static boolean matches(String pattern, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    String named = pattern.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return named.equals(wanted)
        || named.startsWith("*.")
            && named.indexOf('.', 2) > 0
            && dot > 0
            && named.substring(1).equals(wanted.substring(dot));
  }

  /**
   * Returns the message of the exception by which a handshake failed because the certificate is for
   * another host; empty if it failed for another reason.
   */
  static Optional<String> mismatch(SSLHandshakeException failure) {
    return Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed()))
        .flatMap(TlsHostName::mismatches)
        .findFirst();
  }

  private static Stream<String> mismatches(Throwable failure) {
    return Stream.<Throwable>iterate(failure, e -> e != null, Throwable::getCause)
        .filter(e -> e instanceof CertificateException || e == failure)
        .map(e -> String.valueOf(e.getMessage()))
        .filter(
            message ->
                message.startsWith("No subject alternative")
                    || message.startsWith("No name matching")
                    || message.startsWith(MISMATCH));
  }

  private static final class Indication extends SNIServerName {

    Indication(byte[] host) {
      super(StandardConstants.SNI_HOST_NAME, host);
    }
  }
}
