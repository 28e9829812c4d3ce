/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.ProxyDouble.Manner;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.SessionProxy.Kind;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.proxy.ProxyException;
import org.kuralink.store.Medium;

/** Downloads of a session with a proxy: they use the proxy or fail. */
@Timeout(60)
class SessionProxyTest {

  /** An unreachable address, so only the proxy connects to the server. */
  private static final String SECURE = "https://localhost:1/f";

  private static final String PLAIN = "http://localhost:1/f";
  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path folder;

  private static TimeLimit limit(Duration silence) {
    return TimeLimit.of(LONG, silence, System::nanoTime);
  }

  /** A name lookup that knows the proxy's name only. */
  private static WebClient through(SessionProxy proxy) {
    return new WebClient(
        host -> {
          if (!host.equals("localhost")) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        },
        () -> Optional.of(proxy));
  }

  private static String ask(SessionProxy proxy, String address) throws Exception {
    return ask(proxy, address, limit(LONG));
  }

  private static String ask(SessionProxy proxy, String address, TimeLimit limit) throws Exception {
    WebRequest request = WebRequest.get(WebAddress.parse(address), Map.of());
    try (WebExchange answer = through(proxy).ask(request, List.of(FileServer.trust()), limit)) {
      return new String(answer.bytes(3), UTF_8);
    }
  }

  private static ProxyException refusal(SessionProxy proxy, String address, Duration silence) {
    ProxyException e =
        assertThrows(ProxyException.class, () -> ask(proxy, address, limit(silence)));
    assertTrue(e.getMessage().contains("the proxy " + proxy), e.getMessage());
    assertFalse(e.getMessage().contains(ProxyDouble.PASSWORD), e.getMessage());
    return e;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connectsToEachServerWithUserAndPassword(Kind kind) throws Exception {
    try (FileServer secure = FileServer.https().serving("/", "yes".getBytes(UTF_8));
        FileServer plain = FileServer.http().serving("/", "yes".getBytes(UTF_8));
        ProxyDouble toSecure = new ProxyDouble(kind, secure.port());
        ProxyDouble toPlain = new ProxyDouble(kind, plain.port())) {
      assertEquals("yes", ask(toSecure.asking(), SECURE));
      assertEquals("yes", ask(toPlain.asking(), PLAIN));
      assertEquals(List.of("localhost:1"), toSecure.targets);
      assertEquals(List.of(kind == Kind.HTTP ? PLAIN : "localhost:1"), toPlain.targets);
      assertTrue(toSecure.carried() > 1000, "the handshake and all");
    }
  }

  @Test
  void theServerNeverReceivesThePassword() throws Exception {
    StringBuilder heard = new StringBuilder();
    try (RawServer server =
            RawServer.of(
                (in, out) -> {
                  heard.append(RawServer.head(in));
                  out.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes".getBytes(UTF_8));
                });
        ProxyDouble proxy = new ProxyDouble(Kind.HTTP, server.port())) {
      assertEquals("yes", ask(proxy.asking(), PLAIN));
      assertFalse(heard.toString().contains("Authorization"), heard::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP, " + SECURE, "HTTP, " + PLAIN, "SOCKS, " + SECURE})
  void reportsThatTheProxyRejectsTheLogin(Kind kind, String address) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, 1)) {
      ProxyException e = refusal(proxy.asking("", ""), address, LONG);
      assertTrue(e.getMessage().endsWith("set proxy.user and proxy.password"), e.getMessage());
      e = refusal(proxy.asking(ProxyDouble.USER, "another"), address, LONG);
      assertTrue(e.getMessage().endsWith("rejects proxy.user and proxy.password"));
      assertEquals(Cause.CONFIGURATION, e.fault());
      assertEquals(List.of(), proxy.targets);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, FORBIDS, does not connect to localhost:1: status 403",
    "HTTP, CLOSES, closed the connection",
    "HTTP, HANGS, did not answer in time; check proxy.url and the network",
    "SOCKS, FORBIDS, does not connect to localhost:1: its rules do not allow the connection",
    "SOCKS, CLOSES, closed the connection",
    "SOCKS, HANGS, did not answer in time; check proxy.url and the network"
  })
  void reportsTheFaultOfTheProxy(Kind kind, Manner manner, String words) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, 1)) {
      proxy.instead(manner);
      Duration silence = manner == Manner.HANGS ? Duration.ofMillis(200) : LONG;
      ProxyException e = refusal(proxy.asking(), SECURE, silence);
      assertTrue(e.getMessage().endsWith(words), e.getMessage());
    }
  }

  @Test
  void reportsThatTheProxyIsUnreachable() throws Exception {
    SessionProxy nowhere =
        new SessionProxy(Kind.HTTP, "proxy.example", 3128, "", Secret.of(""), List.of());
    assertTrue(
        refusal(nowhere, SECURE, LONG)
            .getMessage()
            .endsWith("cannot be resolved; check proxy.url" + " and DNS"));
    ProxyDouble gone = new ProxyDouble(Kind.HTTP, 1);
    gone.close();
    assertTrue(
        refusal(gone.asking(), SECURE, LONG)
            .getMessage()
            .endsWith("cannot be reached; check proxy.url"));
  }

  @Test
  void bypassesTheProxyForTheHostsOfTheListOnly() throws Exception {
    try (FileServer server = FileServer.https().serving("/", "yes".getBytes(UTF_8));
        ProxyDouble proxy = new ProxyDouble(Kind.HTTP, 0)) {
      SessionProxy some =
          new SessionProxy(
              Kind.HTTP,
              "localhost",
              proxy.asking().port(),
              ProxyDouble.USER,
              Secret.of(ProxyDouble.PASSWORD),
              List.of("files.example", "LOCAL*"));
      assertEquals("yes", ask(some, "https://localhost:" + server.port() + "/"));
      assertEquals(List.of(), proxy.targets);
      refusal(some, "https://more.files.example/", LONG);
      assertEquals(List.of("more.files.example:443"), proxy.targets);
    }
  }

  @Test
  void connectsToNoServerWhileTheProxyIsUnknown() throws Exception {
    WebClient client =
        new WebClient(
            () -> {
              throw new IOException("no connection yet");
            });
    try (FileServer server = FileServer.https().serving("/", "yes".getBytes(UTF_8))) {
      WebRequest request =
          WebRequest.get(WebAddress.parse("https://localhost:" + server.port() + "/"), Map.of());
      IOException e =
          assertThrows(
              IOException.class,
              () -> client.ask(request, List.of(FileServer.trust()), limit(LONG)));
      assertEquals("no connection yet", e.getMessage());
    }
  }

  /**
   * A hanging proxy delays a download no longer than its limit, and the message names the proxy.
   */
  @Test
  void aDownloadEndsAtItsLimit() throws Exception {
    DownloadLimits limits =
        new DownloadLimits(
            1000, 0, 9, new DownloadLimits.Pace(0, LONG), Duration.ofMillis(300), false);
    Backoff backoff = new Backoff(System::nanoTime, new Random(1), pause -> {});
    try (ProxyDouble proxy = new ProxyDouble(Kind.HTTP, 1)) {
      proxy.instead(Manner.HANGS);
      SessionDownloads download =
          DownloadFixture.download(
              through(proxy.asking()), FileServer.trust(), Medium.disk(), backoff);
      DownloadException e =
          assertThrows(
              DownloadException.class,
              () ->
                  download.toFile(
                      new DownloadRequest(WebAddress.parse(SECURE), -1, Map.of(), "", limits),
                      folder.resolve("f"),
                      bytes -> {}));
      assertEquals(DownloadException.Kind.OUT_OF_TIME, e.kind());
      assertTrue(e.getMessage().contains("the proxy " + proxy.asking()), e.getMessage());
    }
  }
}
