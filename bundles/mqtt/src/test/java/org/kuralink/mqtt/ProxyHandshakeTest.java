/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.mqtt.LineFixture.await;
import static org.kuralink.mqtt.LineFixture.failure;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.SessionProxy.Kind;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.trust.TrustedRoots;

/** A line through a proxy with authentication. */
class ProxyHandshakeTest {

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = FakeBroker.tls(TestCertificates.shared().server("localhost"));
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    broker.close();
  }

  /** A host that only the proxy knows the way to. */
  private static MqttLogin login() {
    return login("ssl");
  }

  private static MqttLogin login(String scheme) {
    return new MqttLogin(
        URI.create(scheme + "://localhost:1883"),
        "pk.device",
        "device&pk",
        Secret.of("signed"),
        false);
  }

  private CompletableFuture<FakeBroker.Peer> serve(boolean webSocket) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            FakeBroker.Peer peer = broker.accept();
            if (webSocket) {
              peer.upgrade();
            }
            peer.expect(FakeBroker.CONNECT);
            peer.send(0x20, 0, 0);
            return peer;
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static LineSettings by(SessionProxy proxy) {
    return LineFixture.settings(
        30, TrustedRoots.with(TestCertificates.shared().pem("ca"))::context, Optional.of(proxy));
  }

  private LineException refusal(SessionProxy proxy) throws Exception {
    LineException refusal = failure(link.open(login(), by(proxy)));
    assertFalse(String.valueOf(refusal.getMessage()).contains(ProxyDouble.PASSWORD));
    return refusal;
  }

  @ParameterizedTest
  @CsvSource({"HTTP,ssl", "HTTP,wss", "SOCKS,ssl", "SOCKS,wss"})
  void leadsToTheServerWithUserAndPassword(Kind kind, String scheme) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, broker.port())) {
      CompletableFuture<FakeBroker.Peer> serving = serve(scheme.equals("wss"));
      await(link.open(login(scheme), by(proxy.asking(ProxyDouble.USER, ProxyDouble.PASSWORD))));
      await(serving).publish("/down", "through", 0);
      assertEquals("/down through", link.nextReceived());
      assertEquals(List.of("localhost:1883"), proxy.targets);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatUserOrPasswordIsWrong(Kind kind) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, broker.port())) {
      LineException refusal = refusal(proxy.asking(ProxyDouble.USER, "another"));
      assertEquals(Cause.CONFIGURATION, refusal.cause());
      assertTrue(
          refusal.getMessage().endsWith("rejects proxy.user and proxy.password"),
          refusal.getMessage());
      assertEquals(List.of(), proxy.targets);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatTheProxyAsksForAUser(Kind kind) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, broker.port())) {
      LineException refusal = refusal(proxy.asking("", ""));
      assertEquals(Cause.CONFIGURATION, refusal.cause());
      assertTrue(refusal.getMessage().contains("set proxy.user"), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP,status 502", "SOCKS,the connection was refused"})
  void saysThatTheProxyDoesNotLeadThere(Kind kind, String words) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, 0)) {
      LineException refusal = refusal(proxy.asking(ProxyDouble.USER, ProxyDouble.PASSWORD));
      assertEquals(Cause.UNREACHABLE, refusal.cause());
      assertTrue(
          refusal.getMessage().contains("does not connect to localhost:1883"),
          refusal.getMessage());
      assertTrue(refusal.getMessage().endsWith(words), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatNobodyListensWhereTheProxyShouldBe(Kind kind) throws Exception {
    ProxyDouble gone = new ProxyDouble(kind, 0);
    SessionProxy proxy = gone.asking("", "");
    gone.close();
    LineException refusal = refusal(proxy);
    assertEquals(Cause.UNREACHABLE, refusal.cause());
    assertTrue(
        refusal.getMessage().startsWith("the proxy localhost:" + proxy.port()),
        refusal.getMessage());
  }

  /** The words come from the watch over the attempt, or from the step at the proxy. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatTheProxyHangs(Kind kind) throws Exception {
    try (ProxyDouble proxy = new ProxyDouble(kind, 1)) {
      proxy.instead(ProxyDouble.Manner.HANGS);
      LineSettings usual = by(proxy.asking());
      LineLimits limits = usual.limits();
      LineSettings hasty =
          new LineSettings(
              usual.login(),
              usual.server(),
              usual.trust(),
              usual.proxy(),
              usual.data(),
              new LineLimits(
                  limits.keepAlive(),
                  limits.cleanSession(),
                  limits.subDevices(),
                  Duration.ofMillis(500),
                  limits.operation(),
                  limits.inFlight()));
      LineException refusal = failure(link.open(login(), hasty));
      assertEquals(Cause.TIMEOUT, refusal.cause());
      assertTrue(
          refusal.getMessage().contains("the proxy " + proxy.asking()), refusal.getMessage());
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
      CompletableFuture<FakeBroker.Peer> serving = serve(false);
      await(link.open(LineFixture.login("ssl", broker.port()), by(some)));
      await(serving);
      assertEquals(List.of(), proxy.targets);
    }
  }

  /** A server that talks first, as one does that is no proxy at all. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void saysThatItIsNoSuchProxy(Kind kind) throws Exception {
    try (FakeBroker stranger = FakeBroker.plain()) {
      CompletableFuture<Void> talking =
          CompletableFuture.runAsync(
              () -> {
                try {
                  stranger
                      .accept()
                      .raw(
                          "220 hello, I send mail\r\n\r\n"
                              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      LineException refusal =
          refusal(
              new SessionProxy(kind, "localhost", stranger.port(), "", Secret.of(""), List.of()));
      assertEquals(Cause.CONFIGURATION, refusal.cause());
      assertTrue(refusal.getMessage().endsWith("check proxy.url"), refusal.getMessage());
      await(talking);
    }
  }
}
