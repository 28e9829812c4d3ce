/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Opens connections to file servers and follows their redirects. Any thread may call. */
public final class Connections {

  private static final int MAX_REDIRECTS = 5;
  private static final int REDIRECT_FROM = 300;
  private static final int REDIRECT_TO = 399;
  private static final int NOT_MODIFIED = 304;

  private final Optional<SSLSocketFactory> sockets;

  private Connections(Optional<SSLSocketFactory> sockets) {
    this.sockets = sockets;
  }

  /**
   * Trusts the roots of the Java runtime, and those given.
   *
   * @param roots certificates in PEM; may be empty
   */
  public static Connections trusting(String roots) throws DownloadException {
    if (roots.isBlank()) {
      return new Connections(Optional.empty());
    }
    try {
      return new Connections(Optional.of(context(roots).getSocketFactory()));
    } catch (GeneralSecurityException | IOException e) {
      throw DownloadException.lasting(
          "ca.certificate holds no certificate that can be read: " + e.getMessage());
    }
  }

  /** Asks for a file from some byte on; the answer's status has been read and is no redirect. */
  HttpURLConnection get(URI address, long from, DownloadLimits limits)
      throws IOException, DownloadException {
    URI next = address;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      check(next, address, limits);
      HttpURLConnection connection = open(next, from, limits);
      int status = connection.getResponseCode();
      if (status < REDIRECT_FROM || status > REDIRECT_TO || status == NOT_MODIFIED) {
        return connection;
      }
      next = target(next, connection);
      connection.disconnect();
    }
    throw DownloadException.lasting("more than " + MAX_REDIRECTS + " redirects");
  }

  private static void check(URI next, URI first, DownloadLimits limits) throws DownloadException {
    String scheme = String.valueOf(next.getScheme());
    if (scheme.equalsIgnoreCase("https")) {
      return;
    }
    if (!next.equals(first) && first.getScheme().equalsIgnoreCase("https")) {
      throw DownloadException.lasting("the server redirects to " + scheme + ", not to https");
    }
    if (!scheme.equalsIgnoreCase("http") || !limits.allowHttp()) {
      throw DownloadException.lasting("the address is " + scheme + ", not https");
    }
  }

  private HttpURLConnection open(URI address, long from, DownloadLimits limits) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    if (connection instanceof HttpsURLConnection https) {
      sockets.ifPresent(https::setSSLSocketFactory);
    }
    int patience = Math.toIntExact(limits.window().toMillis());
    connection.setConnectTimeout(patience);
    connection.setReadTimeout(patience);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (from > 0) {
      connection.setRequestProperty("Range", "bytes=" + from + "-");
    }
    return connection;
  }

  private static URI target(URI from, HttpURLConnection connection) throws DownloadException {
    String location = connection.getHeaderField("Location");
    if (location == null) {
      throw DownloadException.lasting("the server redirects to nowhere");
    }
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw DownloadException.lasting("the server redirects to an address that cannot be read");
    }
  }

  private static SSLContext context(String roots) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int index = 0;
    for (TrustManager manager : trustManagers(null)) {
      if (manager instanceof X509TrustManager x509) {
        for (X509Certificate root : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("root-" + index++, root);
        }
      }
    }
    // Forms turn line ends into blanks, which base64 inside of PEM bears but the frame does not.
    String pem = roots.replace("----- ", "-----\n").replace(" -----", "\n-----");
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    for (Certificate added : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
      store.setCertificateEntry("root-" + index++, added);
    }
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trustManagers(store), null);
    return tls;
  }

  private static TrustManager[] trustManagers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
