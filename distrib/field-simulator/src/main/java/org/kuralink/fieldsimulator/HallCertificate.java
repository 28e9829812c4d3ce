/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * The certificate of the OPC UA server, created once and stored, so that clients continue to trust
 * it.
 *
 * @param keys the key pair
 * @param certificate the self-signed certificate
 * @param applicationUri the application URI in the certificate
 */
record HallCertificate(KeyPair keys, X509Certificate certificate, String applicationUri) {

  static final String FILE = "opcua-server.p12";

  private static final String ALIAS = "server";
  private static final int KEY_BITS = 2048;
  private static final int URI = 6;

  /** The password that the key store format requires; the permissions of the file protect it. */
  private static final char[] NO_SECRET = "field-simulator".toCharArray();

  /** Loads the certificate, or creates one if there is none. */
  static HallCertificate of(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          store.load(in, NO_SECRET);
        }
      } else {
        store.load(null, NO_SECRET);
        fill(store);
        keep(store, file);
      }
      X509Certificate certificate = (X509Certificate) store.getCertificate(ALIAS);
      if (!(store.getKey(ALIAS, NO_SECRET) instanceof PrivateKey key) || certificate == null) {
        throw new IOException("it contains no key");
      }
      return new HallCertificate(
          new KeyPair(certificate.getPublicKey(), key), certificate, uri(certificate));
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "cannot use the certificate of the OPC UA server, " + file + ": " + e.getMessage(), e);
    }
  }

  private static String uri(X509Certificate certificate) throws GeneralSecurityException {
    return certificate.getSubjectAlternativeNames().stream()
        .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
        .map(name -> String.valueOf(name.get(1)))
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("it contains no application URI"));
  }

  private static void fill(KeyStore store) throws GeneralSecurityException, IOException {
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
    SelfSignedCertificateBuilder builder =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("Kuralink field simulator")
            .setOrganization("Kuralink")
            .setValidityPeriod(Period.ofYears(20))
            .setApplicationUri("urn:kuralink:field-simulator:" + UUID.randomUUID())
            .addDnsName("localhost")
            .addIpAddress("127.0.0.1");
    try {
      store.setKeyEntry(ALIAS, keys.getPrivate(), NO_SECRET, new Certificate[] {builder.build()});
    } catch (IOException | GeneralSecurityException e) {
      throw e;
    } catch (Exception e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static void keep(KeyStore store, Path file) throws GeneralSecurityException, IOException {
    Path half = DataFiles.create(file.resolveSibling(FILE + ".part"));
    try (OutputStream out = Files.newOutputStream(half)) {
      store.store(out, NO_SECRET);
    }
    Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
