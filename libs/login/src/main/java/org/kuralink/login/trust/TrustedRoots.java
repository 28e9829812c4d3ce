/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.trust;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.UntrustedServerException;
import org.kuralink.login.pem.PemText;

/**
 * TLS trust in the roots of the Java runtime and additional roots, or in the latter alone. Any
 * thread.
 */
public final class TrustedRoots {

  private static final String PROPERTY = "ca.certificate";

  private final String roots;
  private final MoreRoots more;
  private final boolean alsoRuntime;
  private @Nullable SSLContext context;
  private List<Certificate> used = List.of();

  private TrustedRoots(String roots, MoreRoots more, boolean alsoRuntime) {
    this.roots = roots;
    this.more = more;
    this.alsoRuntime = alsoRuntime;
  }

  /** Trusts the roots of the Java runtime only. */
  public static TrustedRoots ofRuntime() {
    return with("");
  }

  /**
   * Trusts additional roots: one or more certificates in PEM, or the absolute path of a file with
   * them, which is read for each connection; an empty text adds none.
   */
  public static TrustedRoots with(String pem) {
    return with(pem, List::of);
  }

  /** Trusts additional roots from a supplier that is called for each connection. */
  public static TrustedRoots with(String pem, MoreRoots more) {
    return new TrustedRoots(pem, more, true);
  }

  /** Trusts these roots only: those that a caller adds to the trust of a session. */
  public static TrustedRoots only(String pem) {
    return new TrustedRoots(pem, List::of, false);
  }

  /**
   * Returns the TLS context for the next connection; the same one as long as nothing has changed.
   *
   * @throws ServerTrustException if a certificate is damaged, or a file or the supplier fails
   */
  public SSLContext context() throws ServerTrustException {
    List<Certificate> added = new ArrayList<>(PemText.certificatesOrFile(PROPERTY, roots));
    added.addAll(more.get());
    return context(added);
  }

  private synchronized SSLContext context(List<Certificate> added) throws ServerTrustException {
    SSLContext built = context;
    if (built == null || !added.equals(used)) {
      built = build(added);
      context = built;
      used = List.copyOf(added);
    }
    return built;
  }

  private SSLContext build(List<Certificate> added) throws ServerTrustException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int index = 0;
      for (Certificate root : alsoRuntime ? runtimeRoots() : List.<Certificate>of()) {
        store.setCertificateEntry("runtime-" + index++, root);
      }
      for (Certificate root : added) {
        store.setCertificateEntry("added-" + index++, root);
      }
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, checking(trustManagers(store)), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new ServerTrustException("this Java runtime cannot set up TLS: " + e.getMessage());
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

  private static TrustManager[] checking(TrustManager[] managers) {
    return Stream.of(managers)
        .map(each -> each instanceof X509ExtendedTrustManager java ? new ServerCheck(java) : each)
        .toArray(TrustManager[]::new);
  }

  /** A supplier of roots, which may change. */
  @FunctionalInterface
  public interface MoreRoots {

    /**
     * Returns the current roots.
     *
     * @throws ServerTrustException if they are not available
     */
    List<Certificate> get() throws ServerTrustException;
  }

  /**
   * Checks a server as Java does, including the host name, and reports the chain that it refused.
   */
  private static final class ServerCheck extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager java;

    ServerCheck(X509ExtendedTrustManager java) {
      this.java = java;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      try {
        java.checkServerTrusted(chain, authType, socket);
      } catch (CertificateException e) {
        throw new UntrustedServerException(List.of(chain), e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      try {
        java.checkServerTrusted(chain, authType, engine);
      } catch (CertificateException e) {
        throw new UntrustedServerException(List.of(chain), e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      java.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      java.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      java.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      java.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return java.getAcceptedIssuers();
    }
  }
}
