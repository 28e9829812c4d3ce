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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.trust.TrustedRoots;

/** TLS and WebSocket below MQTT. */
class SecureLineTest {

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @AfterEach
  void stop() throws Exception {
    link.close();
    broker.close();
  }

  private void startTls(String certificate) throws IOException {
    broker = FakeBroker.tls(TestCertificates.shared().server(certificate));
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

  @ParameterizedTest
  @CsvSource({"ssl,true", "wss,true", "ws,false"})
  void speaksMqttInBothDirections(String scheme, boolean tls) throws Exception {
    if (tls) {
      startTls("localhost");
    } else {
      broker = FakeBroker.plain();
    }
    CompletableFuture<FakeBroker.Peer> serving = serve(scheme.startsWith("ws"));
    assertFalse(await(link.open(scheme, broker.port())));
    FakeBroker.Peer peer = await(serving);
    for (int size : new int[] {0, 1, 100, 125, 126, 1000, 65_535, 65_536, 300_000}) {
      byte[] payload = new byte[size];
      Arrays.fill(payload, (byte) 'x');
      CompletionStage<Void> published = link.line.publish("/up", payload, 1);
      FakeBroker.Packet packet = peer.expect(FakeBroker.PUBLISH);
      assertEquals(size, packet.body().length - 2 - "/up".length() - 2);
      peer.acknowledge(0x40, packet);
      await(published);
      peer.publish("/down", "y".repeat(size), 0);
      assertEquals("/down " + "y".repeat(size), link.nextReceived());
    }
    link.line.close();
    peer.expect(FakeBroker.DISCONNECT);
  }

  @ParameterizedTest
  @CsvSource({
    "ssl,other,CERTIFICATE,another host (it names other.example)",
    "wss,other,CERTIFICATE,another host (it names other.example)",
    "ssl,expired,CERTIFICATE,expired",
    "wss,expired,CERTIFICATE,expired",
    "ssl,early,CLOCK,set this machine's clock",
    "wss,early,CLOCK,set this machine's clock",
    "ssl,stranger,CERTIFICATE,trusted root: the chain ends with 'CN=Strange authority' (SHA-256 ",
    "wss,stranger,CERTIFICATE,trusted root: the chain ends with 'CN=Strange authority' (SHA-256 "
  })
  void checksWhoAnswers(String scheme, String certificate, Cause cause, String words)
      throws Exception {
    startTls(certificate);
    serve(scheme.equals("wss"));

    LineException e = failure(link.open(scheme, broker.port()));

    assertEquals(cause, e.cause(), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl", "wss"})
  void trustsNobodyButTheRuntimeWithoutAddedRoots(String scheme) throws Exception {
    startTls("localhost");
    serve(scheme.equals("wss"));

    LineException e =
        failure(
            link.open(
                LineFixture.login(scheme, broker.port()),
                trusting(TrustedRoots.ofRuntime()::context)));

    assertEquals(Cause.CERTIFICATE, e.cause());
    assertTrue(e.getMessage().contains("'CN=Test authority'"), e.getMessage());
    assertTrue(e.getMessage().contains("ca.certificate"), e.getMessage());
  }

  private static LineSettings trusting(ServerTrust trust) {
    return LineFixture.settings(30, trust, Optional.empty());
  }

  @Test
  void reportsRootsThatAreNoneWithoutAConnection() throws Exception {
    startTls("localhost");
    int nobody = broker.port();
    broker.close();

    assertEquals(
        Cause.CONFIGURATION,
        failure(
                link.open(
                    LineFixture.login("ssl", nobody),
                    trusting(TrustedRoots.with("hello")::context)))
            .cause());
  }

  @Test
  void acceptsACertificateForAnAddress() throws Exception {
    startTls("localhost");
    serve(false);
    MqttLogin login =
        new MqttLogin(
            URI.create("ssl://127.0.0.1:" + broker.port()), "c", "u", Secret.of("p"), false);

    assertFalse(await(link.open(login, LineFixture.settings())));
  }

  @Test
  void saysThatThePortDoesNotSpeakTls() throws Exception {
    broker = FakeBroker.plain();
    CompletionStage<Boolean> opened = link.open("ssl", broker.port());
    FakeBroker.Peer peer = broker.accept();
    peer.raw("220 hello, this is not TLS\r\n".getBytes(StandardCharsets.US_ASCII));

    LineException e = failure(opened);

    assertEquals(Cause.CONFIGURATION, e.cause(), e.getMessage());
    assertTrue(e.getMessage().contains("does not speak TLS"), e.getMessage());
  }

  @Test
  void saysWhereASilentServerHungUp() throws Exception {
    broker = FakeBroker.plain();
    CompletionStage<Boolean> tls = link.open("ssl", broker.port());
    FakeBroker.Peer peer = broker.accept();
    assertEquals(0x16, peer.nextByte());
    link.time.leap(Duration.ofSeconds(10));

    LineException e = failure(tls);

    assertEquals(Cause.TIMEOUT, e.cause());
    assertTrue(e.getMessage().contains("negotiating TLS"), e.getMessage());
  }

  @Test
  void putsFramesTogetherHoweverSlowlyTheyCome() throws Exception {
    broker = FakeBroker.plain();
    CompletionStage<Boolean> opened = link.open("ws", broker.port());
    FakeBroker.Peer peer = broker.accept().upgrade();
    peer.expect(FakeBroker.CONNECT);
    peer.below(FakeBroker.frame(0x02, new byte[] {0x20, 2}));
    peer.below(FakeBroker.frame(0x89, "ping".getBytes(StandardCharsets.US_ASCII)));
    peer.below(FakeBroker.frame(0x80, new byte[0]));
    peer.below(FakeBroker.frame(0x80, new byte[] {0, 0}));
    await(opened);
    byte[] message = {0x30, 6, 0, 2, '/', 'a', 'h', 'i'};
    for (byte b : message) {
      for (byte part : FakeBroker.frame(0x82, new byte[] {b})) {
        peer.below(new byte[] {part});
      }
    }

    assertEquals("/a hi", link.nextReceived());
  }

  @Test
  void takesACloseFrameForTheEnd() throws Exception {
    broker = FakeBroker.plain();
    CompletableFuture<FakeBroker.Peer> serving = serve(true);
    await(link.open("ws", broker.port()));
    await(serving).below(FakeBroker.frame(0x88, new byte[] {3, (byte) 0xe8}));

    assertTrue(String.valueOf(link.nextLost()).startsWith("LINK_LOST"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
        "SSH-2.0-x\r\n",
        "\r\n"
      })
  void refusesAServerWithoutWebSocket(String answer) throws Exception {
    broker = FakeBroker.plain();
    CompletionStage<Boolean> opened = link.open("ws", broker.port());
    FakeBroker.Peer peer = broker.accept();
    assertTrue(peer.line().startsWith("GET /mqtt"));
    peer.raw(answer.getBytes(StandardCharsets.US_ASCII));

    LineException e = failure(opened);

    assertEquals(Cause.CONFIGURATION, e.cause(), e.getMessage());
    assertTrue(e.getMessage().contains("WebSocket"), e.getMessage());
  }

  @Test
  void readsNoHeaderWithoutEnd() throws Exception {
    broker = FakeBroker.plain();
    CompletionStage<Boolean> opened = link.open("ws", broker.port());
    FakeBroker.Peer peer = broker.accept();
    peer.raw("x".repeat(20_000).getBytes(StandardCharsets.US_ASCII));

    assertEquals(Cause.CONFIGURATION, failure(opened).cause());
  }
}
