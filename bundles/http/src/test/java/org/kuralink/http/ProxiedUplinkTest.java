/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.ProxyDouble.Manner;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.SessionProxy.Kind;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;

/** The line through a proxy: no connection bypasses it. */
class ProxiedUplinkTest extends HttpsStage {

  /** Only the proxy knows the way: nobody listens at the port that is asked for. */
  private LineSettings by(SessionProxy proxy, Duration connect) {
    LineSettings some = settings("ca", Optional.of(proxy), Duration.ofSeconds(20));
    return new LineSettings(
        some.login(),
        new LineServer("https", "localhost", 1, "cn-shanghai", ""),
        some.trust(),
        some.proxy(),
        some.data(),
        new LineLimits(
            Duration.ofSeconds(60), false, false, connect, Duration.ofSeconds(20), 1000));
  }

  private LineException refusal(SessionProxy proxy, Duration connect) {
    LineException refusal = failure(line(by(proxy, connect)).open());
    assertTrue(refusal.getMessage().contains("the proxy " + proxy), refusal.getMessage());
    assertFalse(refusal.getMessage().contains(ProxyDouble.PASSWORD));
    assertTrue(platform.requests.isEmpty());
    return refusal;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void logsInAndReportsWithUserAndPasswordAsJavaIsStarted(Kind kind) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, platform.port())) {
      Line line = line(by(proxy.asking(), Duration.ofSeconds(20)));
      await(line.open());
      await(publish(line, "1"));
      await(publish(line, "2"));
      assertEquals(List.of("1", "2"), bodies());
      assertEquals(List.of("localhost:1"), proxy.targets, "once, and kept");
      assertTrue(proxy.carried() > 1000, "the handshake and all");
      assertTrue(
          platform.requests.stream()
              .noneMatch(request -> request.headers().containsKey("proxy-authorization")));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatTheProxyDoesNotKnowUs(Kind kind) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, platform.port())) {
      Duration connect = Duration.ofSeconds(20);
      LineException refusal = refusal(proxy.asking("", ""), connect);
      assertEquals(Cause.CONFIGURATION, refusal.cause());
      assertTrue(refusal.getMessage().endsWith("set proxy.user and proxy.password"));
      refusal = refusal(proxy.asking(ProxyDouble.USER, "another"), connect);
      assertTrue(refusal.getMessage().endsWith("rejects proxy.user and proxy.password"));
      assertEquals(List.of(), proxy.targets);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, FORBIDS, UNREACHABLE, does not connect to localhost:1: status 403",
    "HTTP, CLOSES, UNREACHABLE, closed the connection",
    "HTTP, HANGS, TIMEOUT, did not answer in time; check proxy.url and the network",
    "SOCKS, CLOSES, UNREACHABLE, closed the connection"
  })
  void saysWhatTheProxyDoesInstead(Kind kind, Manner manner, Cause cause, String words)
      throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, platform.port())) {
      proxy.instead(manner);
      Duration connect = manner == Manner.HANGS ? Duration.ofSeconds(1) : Duration.ofSeconds(20);
      LineException refusal = refusal(proxy.asking(), connect);
      assertEquals(cause, refusal.cause());
      assertTrue(refusal.getMessage().endsWith(words), refusal.getMessage());
    }
  }

  @Test
  void saysThatThereIsNoSuchProxy() throws Exception {
    ProxyDouble gone = new ProxyDouble(Kind.HTTP, 0);
    gone.close();
    LineException refusal = refusal(gone.asking(), Duration.ofSeconds(20));
    assertEquals(Cause.UNREACHABLE, refusal.cause());
    assertTrue(refusal.getMessage().endsWith("cannot be reached; check proxy.url"));
    SessionProxy unknown =
        new SessionProxy(Kind.HTTP, "no..name", 3128, "", Secret.of(""), List.of());
    refusal = refusal(unknown, Duration.ofSeconds(20));
    assertTrue(refusal.getMessage().contains("cannot be resolved"), refusal.getMessage());
  }

  /** A kept token makes a line, so that the first message finds out. */
  @Test
  void namesTheProxyAlsoWhenItRefusesLater() throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(Kind.HTTP, platform.port())) {
      Line line = line(by(proxy.asking(), Duration.ofSeconds(20)));
      await(line.open());
      line.close();
      proxy.instead(Manner.FORBIDS);
      Line next = line(by(proxy.asking(), Duration.ofSeconds(20)));
      await(next.open());
      LineException failure = failure(publish(next, "1"));
      assertTrue(failure.getMessage().startsWith("the proxy"), failure.getMessage());
      assertEquals("UNREACHABLE " + failure.getMessage(), lost.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void goesAroundItToWhomeverTheListNames() throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(Kind.HTTP, 0)) {
      SessionProxy told = proxy.asking();
      SessionProxy some =
          new SessionProxy(
              told.kind(),
              told.host(),
              told.port(),
              told.user(),
              told.password(),
              List.of("localhost"));
      Line line = line(settings("ca", Optional.of(some), Duration.ofSeconds(20)));
      await(line.open());
      await(publish(line, "1"));
      assertEquals(List.of(), proxy.targets);
    }
  }

  /** Java's client would take the brackets for a part of a name. */
  @ParameterizedTest
  @CsvSource({"::1, true", "[fd00::7], true", "127.0.0.1, false"})
  void saysThatNoProxyLeadsToAnAddressOfVersion6(String host, boolean refused) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(Kind.HTTP, platform.port())) {
      LineSettings some = by(proxy.asking(), Duration.ofSeconds(20));
      LineServer server = new LineServer("https", host, 8443, "cn-shanghai", "");
      Line line =
          line(
              new LineSettings(
                  some.login(), server, some.trust(), some.proxy(), some.data(), some.limits()));
      if (refused) {
        LineException refusal = failure(line.open());
        assertEquals(Cause.CONFIGURATION, refusal.cause());
        assertTrue(refusal.getMessage().contains("proxy.bypass"), refusal.getMessage());
      } else {
        await(line.open());
      }
      assertEquals(refused, proxy.targets.isEmpty());
    }
  }

  /** Another program of this machine must not use the proxy in our name. */
  @Test
  void onlyTheLineKnowsTheWordOfThePassageAndItEndsWithTheLine() throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(Kind.HTTP, platform.port())) {
      LocalProxy localProxy = LocalProxy.to(proxy.asking(), Duration.ofSeconds(20));
      try (Socket stranger = new Socket("127.0.0.1", localProxy.address().getPort())) {
        stranger
            .getOutputStream()
            .write("CONNECT localhost:1 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = stranger.getInputStream();
        String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(answer.startsWith("HTTP/1.1 407 "), answer);
      }
      assertEquals(List.of(), proxy.targets);
      localProxy.close();
      Line line = line(by(proxy.asking(), Duration.ofSeconds(20)));
      await(line.open());
      line.close();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("kuralink-http-passage")) {
          thread.join(30_000);
          assertFalse(thread.isAlive());
        }
      }
    }
  }

  @Test
  void knowsAnAddressOfTheListThoughItsHostStandsInBrackets() {
    SessionProxy proxy =
        new SessionProxy(
            Kind.HTTP, "proxy.example", 3128, "", Secret.of(""), List.of("fd00:*", "::1"));
    for (String host : List.of("[fd00::7]", "fd00::7", "[::1]")) {
      HttpsServer server = HttpsServer.of(new LineServer("https", host, 8443, "cn-shanghai", ""));
      assertFalse(proxy.leadsTo(server.host()), host);
      String there = host.startsWith("[") ? host : "[" + host + "]";
      assertEquals(there + ":8443", server.toString());
      assertEquals("https://" + there + ":8443", server.base().toString());
    }
  }
}
