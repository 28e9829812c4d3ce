/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault;

/** Whom TLS trusts: the roots of the Java runtime and those a person adds. Safe for any thread. */
public final class TrustSettings {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private final String roots;
  private @Nullable SSLContext context;

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
   * A context with these roots; built at the first call, which reads the runtime's roots from disk.
   *
   * @throws LoginException with cause CONFIGURATION if the text holds no certificates
   */
  public synchronized SSLContext context() throws LoginException {
    SSLContext built = context;
    if (built == null) {
      built = build();
      context = built;
    }
    return built;
  }

  /** TLS 1.2 or later, and the certificate must name the host that was asked for. */
  public static SSLParameters strict(SSLParameters parameters) {
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  private SSLContext build() throws LoginException {
    List<Certificate> added = parse(roots);
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int index = 0;
      for (Certificate root : runtimeRoots()) {
        store.setCertificateEntry("runtime-" + index++, root);
      }
      for (Certificate root : added) {
        store.setCertificateEntry("added-" + index++, root);
      }
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trustManagers(store), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          "this Java runtime cannot set up TLS: " + e.getMessage());
    }
  }

  private static List<Certificate> runtimeRoots() throws GeneralSecurityException {
    List<Certificate> certificates = new ArrayList<>();
    for (TrustManager manager : trustManagers(null)) {
      if (manager instanceof X509TrustManager x509) {
        certificates.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return certificates;
  }

  private static TrustManager[] trustManagers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Reads leniently, because forms turn line ends into blanks. */
  private static List<Certificate> parse(String pem) throws LoginException {
    List<Certificate> certificates = new ArrayList<>();
    int from = pem.indexOf(BEGIN);
    while (from >= 0) {
      int end = pem.indexOf(END, from);
      if (end < 0) {
        throw malformed(certificates.size() + 1, "has no END CERTIFICATE line");
      }
      String body = pem.substring(from + BEGIN.length(), end).replace("\\n", "");
      certificates.add(certificate(body, certificates.size() + 1));
      from = pem.indexOf(BEGIN, end);
    }
    if (certificates.isEmpty() && !pem.isBlank()) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          "ca.certificate holds no certificate; paste the PEM text, from BEGIN CERTIFICATE to END"
              + " CERTIFICATE");
    }
    return certificates;
  }

  private static Certificate certificate(String base64, int number) throws LoginException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw malformed(number, "is damaged");
    }
  }

  private static LoginException malformed(int number, String what) {
    return new LoginException(
        SessionFault.Cause.CONFIGURATION,
        "ca.certificate: certificate number " + number + " " + what + "; paste it again");
  }
}
