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

/** Certificates as a person pastes them into a form, which turns line ends into blanks. */
public final class PemText {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private static final int MAX_FILE = 1 << 20;

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
              + " holds no certificate; it takes the PEM text, from BEGIN CERTIFICATE to END"
              + " CERTIFICATE, or the absolute name of a file that holds it");
    }
    return certificates;
  }

  /**
   * The same, where the text may also be the absolute name of a file of at most 1 MiB.
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
    // The certificates are ASCII, whatever stands around them.
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
