/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a download trusts: the roots of the Java runtime and those a person adds. */
final class Trust {

  private Trust() {}

  /**
   * A TLS context.
   *
   * @param pem further roots; empty for none
   * @throws GeneralSecurityException if the text holds no certificates
   */
  static SSLContext context(String pem) throws GeneralSecurityException, IOException {
    if (pem.isBlank()) {
      return SSLContext.getDefault();
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    List<Certificate> roots = new ArrayList<>(certificates(pem));
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        roots.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    for (Certificate root : roots) {
      store.setCertificateEntry("root-" + store.size(), root);
    }
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers(store), null);
    return tls;
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Forms turn line ends into blanks, which this reader does not mind within a certificate. */
  private static Collection<? extends Certificate> certificates(String pem)
      throws CertificateException {
    String lines =
        pem.replace("\\n", "\n")
            .replaceAll("\\s*-----BEGIN CERTIFICATE-----\\s*", "\n-----BEGIN CERTIFICATE-----\n")
            .replaceAll("\\s*-----END CERTIFICATE-----\\s*", "\n-----END CERTIFICATE-----\n");
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    if (certificates.isEmpty()) {
      throw new CertificateException("ca.certificate holds no certificate");
    }
    return certificates;
  }
}
