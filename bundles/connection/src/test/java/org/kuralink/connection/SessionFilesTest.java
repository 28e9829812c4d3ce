/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.FileServer;
import org.kuralink.login.credentials.file.FileCredentialStore;

/** Downloads of a session use its trust and its proxy. */
class SessionFilesTest {

  private static final byte[] FILE = {1, 2, 3};

  @TempDir private Path data;
  private final SessionTrust trust = new SessionTrust();
  private final ProxySettings proxies = new ProxySettings();
  private RuntimeParts session;
  private FileServer server;
  private boolean ended;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.https().serving("/file", FILE);
    session =
        new RuntimeParts(
            "files",
            data,
            new FileCredentialStore(data.resolve("credentials")),
            trust,
            proxies,
            new LineFactories());
  }

  @AfterEach
  void close() {
    end();
    server.close();
  }

  private void end() {
    if (!ended) {
      ended = true;
      session.close();
    }
  }

  private DownloadRequest request(String url, String roots) throws IOException {
    return new DownloadRequest(
        WebAddress.parse(url),
        FILE.length,
        Map.of(),
        roots,
        new DownloadLimits(
            1_000,
            0,
            0,
            new DownloadLimits.Pace(0, Duration.ofSeconds(20)),
            Duration.ofMinutes(2),
            false));
  }

  private byte[] fetch(String roots) throws Exception {
    return session.downloads().toMemory(request(server.url("/file"), roots));
  }

  @Test
  void comeFromServersThatTheSessionTrustsAtThatMoment() throws Exception {
    proxies.choose(Optional.empty());
    DownloadException e = assertThrows(DownloadException.class, () -> fetch(""));
    assertTrue(e.getMessage().startsWith("the server's certificate is not trusted"), e::toString);
    trust.choose(new SessionTrust.Choice(FileServer.pem(), "", ""));
    assertArrayEquals(FILE, fetch(""));
    assertSame(session.downloads(), session.downloads());
  }

  @Test
  void comeFromServersThatTheRequestTrustsBesides() throws Exception {
    proxies.choose(Optional.empty());
    assertArrayEquals(FILE, fetch(FileServer.pem()));
    DownloadException e = assertThrows(DownloadException.class, () -> fetch("no PEM"));
    assertEquals(DownloadException.Kind.LASTING, e.kind());
    assertTrue(e.getMessage().startsWith("ca.certificate has no certificate"), e::toString);
  }

  /** Nobody listens where the file is said to be, so only the proxy leads there. */
  @Test
  void comeByTheProxyOfThatMoment() throws Exception {
    trust.choose(new SessionTrust.Choice(FileServer.pem(), "", ""));
    assertThrows(DownloadException.class, () -> fetch(""), "which proxy there is is not known");
    try (ProxyDouble proxy = new ProxyDouble(SessionProxy.Kind.HTTP, server.port())) {
      proxies.choose(Optional.of(proxy.asking()));
      DownloadRequest request = request("https://localhost:1/file", "");
      assertArrayEquals(FILE, session.downloads().toMemory(request));
    }
  }

  @Test
  void endWithTheSession() {
    end();
    DownloadException e = assertThrows(DownloadException.class, () -> fetch(""));
    assertEquals(DownloadException.Kind.CUT_OFF, e.kind());
  }
}
