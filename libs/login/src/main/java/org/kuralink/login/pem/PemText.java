/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.kuralink.api.connection.ServerTrustException;

/** Parses PEM certificates that were pasted into a form, which turns line ends into blanks. */
public final class PemText {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private static final int MAX_FILE = 1 << 20;

  private PemText() {}

  /**
   * Returns the certificates in order and ignores other text; none for an empty text.
   *
   * @param source the name of the source in messages: a property or a file
   * @throws ServerTrustException if a certificate is damaged, or the text contains none
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
              + " has no certificate; enter the PEM text, from BEGIN CERTIFICATE to END"
              + " CERTIFICATE, or the absolute path of a file with it");
    }
    return certificates;
  }

  /**
   * Returns the certificates of a text, or of the file of at most 1 MiB whose absolute path it is.
   *
   * @throws ServerTrustException also if the file cannot be read
   */
  public static List<X509Certificate> certificatesOrFile(String source, String text)
      throws ServerTrustException {
    String name = text.strip();
    if (name.isEmpty() || name.contains(BEGIN)) {
      return certificates(source, text);
    }
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      return certificates(source, text);
    }
    if (!file.isAbsolute()) {
      return certificates(source, text);
    }
    return certificates(source + ", file " + name, read(source, file));
  }

  private static String read(String source, Path file) throws ServerTrustException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE + 1);
    } catch (IOException e) {
      throw new ServerTrustException(
          source
              + ": file "
              + file
              + " cannot be read by this gateway: "
              + e.getClass().getSimpleName());
    }
    if (bytes.length > MAX_FILE) {
      throw new ServerTrustException(source + ": file " + file + " is larger than 1 MiB");
    }
    // Certificates are ASCII; other text is ignored.
    return new String(bytes, StandardCharsets.ISO_8859_1);
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
