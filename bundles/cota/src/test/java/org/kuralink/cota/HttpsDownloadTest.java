/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.cota.offer.Offer;
import org.kuralink.download.FileServer;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.login.trust.TrustedRoots;

/**
 * Downloads from a TLS server whose certificate is not trusted by default and names "localhost"
 * only.
 */
class HttpsDownloadTest {

  private static final byte[] FILE = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger plainRequests = new AtomicInteger();
  private FileServer server;
  private FileServer plain;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.another().serving("/file", FILE);
    plain =
        FileServer.http()
            .with(
                "/file",
                exchange -> {
                  plainRequests.incrementAndGet();
                  FileServer.send(exchange, FILE, FILE.length);
                });
  }

  @AfterEach
  void stop() {
    server.close();
    plain.close();
  }

  private static Downloads downloads(ServerTrust session, WebClient.Proxies proxies) {
    return new SessionDownloads(
        new WebClient(proxies), session, roots -> TrustedRoots.only(roots)::context);
  }

  private static String root() {
    return FileServer.pemOfAnother().replace('\n', ' ');
  }

  private byte[] fetch(String host, String path, CotaSettings.Access access)
      throws DownloadException, InterruptedException {
    return fetch(new FakeCloudSession().trust(), host, path, access);
  }

  private byte[] fetch(ServerTrust session, String host, String path, CotaSettings.Access access)
      throws DownloadException, InterruptedException {
    WebAddress url = new WebAddress(true, host, server.port(), path);
    return OfferDownload.by(downloads(session, Optional::empty), Duration.ofSeconds(30))
        .fetch(new Offer("c", FILE.length, Offer.digestOf(FILE), url, Instant.EPOCH), access);
  }

  private DownloadException failure(String host, String path, CotaSettings.Access access) {
    return assertThrows(DownloadException.class, () -> fetch(host, path, access));
  }

  @Test
  void aConfiguredRootIsTrusted() throws Exception {
    assertArrayEquals(FILE, fetch("localhost", "/file", new CotaSettings.Access(false, root())));
  }

  @Test
  void aServerThatOnlyTheSessionKnowsIsTrusted() throws Exception {
    ServerTrust session = TrustedRoots.only(root())::context;
    assertArrayEquals(
        FILE, fetch(session, "localhost", "/file", new CotaSettings.Access(false, "")));
    assertArrayEquals(
        FILE,
        fetch(session, "localhost", "/file", new CotaSettings.Access(false, FileServer.pem())));
  }

  /** The address of the file is unreachable, so only the proxy connects to the server. */
  @Test
  void theProxyOfTheSessionLeadsToTheFile() throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(SessionProxy.Kind.HTTP, server.port())) {
      WebAddress url = new WebAddress(true, "localhost", 1, "/file");
      byte[] fetched =
          OfferDownload.by(
                  downloads(new FakeCloudSession().trust(), () -> Optional.of(proxy.asking())),
                  Duration.ofSeconds(30))
              .fetch(
                  new Offer("c", FILE.length, Offer.digestOf(FILE), url, Instant.EPOCH),
                  new CotaSettings.Access(false, root()));
      assertArrayEquals(FILE, fetched);
      assertEquals(Set.of("localhost:1"), Set.copyOf(proxy.targets));
    }
  }

  @Test
  void anUntrustedServerIsRefused() {
    String message =
        String.valueOf(
            failure("localhost", "/file", new CotaSettings.Access(true, "")).getMessage());
    assertTrue(message.contains("PKIX"), message);
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    String message =
        String.valueOf(
            failure("127.0.0.1", "/file", new CotaSettings.Access(true, root())).getMessage());
    assertTrue(message.contains("127.0.0.1"), message);
    assertTrue(message.contains("for another host; check the address"), message);
    assertFalse(message.contains("put the root"), message);
  }

  @Test
  void aRedirectToHttpIsRefusedEvenWhereHttpIsAllowed() throws Exception {
    server.with(
        "/to",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "http://127.0.0.1:" + plain.port() + "/file");
          exchange.sendResponseHeaders(302, -1);
        });
    DownloadException e = failure("localhost", "/to", new CotaSettings.Access(true, root()));
    assertEquals(DownloadException.Kind.LASTING, e.kind());
    assertEquals("the server redirects to http, not to https", e.getMessage());
    assertEquals(0, plainRequests.get());
  }
}
