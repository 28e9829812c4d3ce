/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.download.DownloadException;
import org.kuralink.download.FileServer;
import org.kuralink.download.WebAddress;
import org.kuralink.login.trust.TrustedRoots;

/** Against a server with TLS, whose certificate nobody knows and which names "localhost" only. */
class HttpsDownloadTest {

  private static final byte[] FILE = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;
  private static KeyStore store;

  private final AtomicInteger plainRequests = new AtomicInteger();
  private HttpsServer server;
  private HttpServer plain;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1")
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0, output);
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
  }

  @BeforeEach
  void start() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/file", HttpsDownloadTest::send);
    server.start();
    plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    plain.createContext(
        "/file",
        exchange -> {
          plainRequests.incrementAndGet();
          send(exchange);
        });
    plain.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    plain.stop(0);
  }

  private static void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, FILE.length);
      exchange.getResponseBody().write(FILE);
    }
  }

  private static String root() throws Exception {
    return "-----BEGIN CERTIFICATE----- "
        + Base64.getEncoder().encodeToString(store.getCertificate("server").getEncoded())
        + " -----END CERTIFICATE-----";
  }

  private byte[] fetch(String host, String path, Downloader.Access access) {
    return fetch(new FakeCloudSession().trust(), host, path, access);
  }

  private byte[] fetch(ServerTrust session, String host, String path, Downloader.Access access) {
    WebAddress url = new WebAddress(true, host, server.getAddress().getPort(), path);
    return new HttpDownloader(Duration.ofSeconds(30), session)
        .fetch(new Offer("c", FILE.length, Digests.sha256(FILE), url, Instant.EPOCH), access)
        .toCompletableFuture()
        .join();
  }

  private DownloadException failure(String host, String path, Downloader.Access access) {
    CompletionException e =
        assertThrows(CompletionException.class, () -> fetch(host, path, access));
    return assertInstanceOf(DownloadException.class, e.getCause());
  }

  @Test
  void aRootOfOnesOwnIsTrustedWhenItIsConfigured() throws Exception {
    assertArrayEquals(FILE, fetch("localhost", "/file", new Downloader.Access(false, root())));
  }

  @Test
  void aServerThatOnlyTheSessionKnowsIsTrusted() throws Exception {
    ServerTrust session = TrustedRoots.only(root())::context;
    assertArrayEquals(FILE, fetch(session, "localhost", "/file", new Downloader.Access(false, "")));
    assertArrayEquals(
        FILE, fetch(session, "localhost", "/file", new Downloader.Access(false, FileServer.pem())));
  }

  @Test
  void aServerThatNobodyKnowsIsRefused() {
    String message =
        String.valueOf(failure("localhost", "/file", new Downloader.Access(true, "")).getMessage());
    assertTrue(message.contains("PKIX"), message);
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    String message =
        String.valueOf(
            failure("127.0.0.1", "/file", new Downloader.Access(true, root())).getMessage());
    assertTrue(message.contains("127.0.0.1"), message);
    assertTrue(message.contains("for another host; check the address"), message);
    assertFalse(message.contains("put the root"), message);
  }

  @Test
  void aRedirectToHttpIsRefusedEvenWhereHttpIsAllowed() throws Exception {
    server.createContext(
        "/to",
        exchange -> {
          try (exchange) {
            exchange
                .getResponseHeaders()
                .set("Location", "http://127.0.0.1:" + plain.getAddress().getPort() + "/file");
            exchange.sendResponseHeaders(302, -1);
          }
        });
    DownloadException e = failure("localhost", "/to", new Downloader.Access(true, root()));
    assertEquals(DownloadException.Kind.LASTING, e.kind());
    assertEquals("the server redirects to http, not to https", e.getMessage());
    assertEquals(0, plainRequests.get());
  }
}
