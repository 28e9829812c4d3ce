/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.TestCertificate;

/** A file server over TLS, on a port of its own, with a certificate of its own. */
public final class FileServer implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final KeyStore STORE =
      make("localhost", "127.0.0.1", "files_1.example", "*.wild.example");

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  private FileServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.start();
  }

  /** With TLS. */
  public static FileServer https() throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context()));
    return new FileServer(server, "https");
  }

  /** With TLS, and with another certificate, which is for "localhost" only. */
  public static FileServer another() throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(Another.STORE)));
    return new FileServer(server, "https");
  }

  /** In plain text. */
  public static FileServer http() throws IOException {
    return new FileServer(HttpServer.create(address(), 0), "http");
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Answers a path. */
  public FileServer with(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
          try (exchange) {
            handler.handle(exchange);
          }
        });
    return this;
  }

  /** Serves bytes, ranges included. */
  public FileServer serving(String path, byte[] content) {
    return with(path, exchange -> send(exchange, content, content.length));
  }

  /** Serves a range, or all, but no more than so many bytes of it. */
  public static void send(HttpExchange exchange, byte[] content, int most) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= content.length && from > 0) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    OutputStream body = exchange.getResponseBody();
    body.write(content, from, Math.min(most, content.length - from));
    body.flush();
  }

  /** Where a path is. */
  public String url(String path) {
    return scheme + "://localhost:" + port() + path;
  }

  /** Its port on the loopback. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Whom to trust to trust it. */
  public static ServerTrust trust() {
    return FileServer::trusting;
  }

  private static SSLContext trusting() {
    try {
      KeyStore known = KeyStore.getInstance("PKCS12");
      known.load(null, null);
      known.setCertificateEntry("localhost", STORE.getCertificate("localhost"));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The ranges that were asked for, "null" for none. */
  public List<String> ranges() {
    return List.copyOf(ranges);
  }

  /** The certificate, as a person pastes it into a form. */
  public static String pem() {
    return pem(STORE);
  }

  /** The certificate of {@link #another}. */
  public static String pemOfAnother() {
    return pem(Another.STORE);
  }

  private static String pem(KeyStore store) {
    try {
      byte[] der = store.getCertificate("localhost").getEncoded();
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** What it proves itself with. */
  static SSLContext context() {
    return context(STORE);
  }

  private static SSLContext context(KeyStore store) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Made when it is needed. */
  private static final class Another {
    private static final KeyStore STORE = make("localhost");
  }

  private static KeyStore make(String... names) {
    try {
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, null);
      TestCertificate.selfSigned(Instant.now(), names).putInto(store, "localhost", PASSWORD);
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
