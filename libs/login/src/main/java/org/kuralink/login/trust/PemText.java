/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.kuralink.api.connection.ServerTrustException;

/** Certificates as a person pastes them into a form, which turns line ends into blanks. */
public final class PemText {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private PemText() {}

  /**
   * The certificates in their order, whatever stands around them; none in an empty text.
   *
   * @param source what the message says the text comes from: a property, the name of a file
   * @throws ServerTrustException if one is damaged, or the text holds none
   */
  public static List<X509Certificate> certificates(String source, String text)
      throws ServerTrustException {
    List<X509Certificate> certificates = new ArrayList<>();
    int from = text.indexOf(BEGIN);
    while (from >= 0) {
      int number = certificates.size() + 1;
      int end = text.indexOf(END, from);
      if (end < 0) {
        throw malformed(source, number, "has no END CERTIFICATE line");
      }
      String body = text.substring(from + BEGIN.length(), end).replace("\\n", "");
      certificates.add(certificate(source, body, number));
      from = text.indexOf(BEGIN, end);
    }
    if (certificates.isEmpty() && !text.isBlank()) {
      throw new ServerTrustException(
          source
              + " holds no certificate; paste the PEM text, from BEGIN CERTIFICATE to END"
              + " CERTIFICATE");
    }
    return certificates;
  }

  private static X509Certificate certificate(String source, String base64, int number)
      throws ServerTrustException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw malformed(source, number, "is damaged");
    }
  }

  private static ServerTrustException malformed(String source, int number, String what) {
    return new ServerTrustException(
        source + ": certificate number " + number + " " + what + "; paste it again");
  }
}
