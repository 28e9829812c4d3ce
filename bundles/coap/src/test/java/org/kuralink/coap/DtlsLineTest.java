/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;
import org.kuralink.login.sign.SignMethod;

class DtlsLineTest extends CoapStage {

  private LineSettings settings(int port, String ca, Duration limit) {
    LineServer server = new LineServer("coaps", "localhost", port, "cn-shanghai", "");
    return settings(who(SECRET, SignMethod.HMACSHA1), server, ca, limit);
  }

  private Line opened(DtlsDouble platform) throws Exception {
    Line line = line(settings(platform.port(), "ca", Duration.ofSeconds(30)));
    await(line.open());
    return line;
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "rsa"})
  void logsInAndReports(String certificate) throws Exception {
    try (DtlsDouble platform = new DtlsDouble(certificate)) {
      Line line = line(settings(platform.port(), "ca", Duration.ofSeconds(30)));
      OpenLine open = await(line.open());
      assertFalse(open.downlink());
      assertEquals(131_072, open.maxPayload());
      await(publish(line, "{\"a\":1}"));
      Request auth = platform.to("/auth").get(0);
      assertTrue(
          auth.getPayloadString().contains("\"sign\":\"e6bdb4759b8542a30625bedeba1caa8633e7a0e6\""),
          auth.getPayloadString());
      assertFalse(auth.getPayloadString().contains("seq"));
      Request report = platform.to("/topic").get(0);
      assertEquals("/topic" + POST, DtlsDouble.path(report));
      assertEquals("{\"a\":1}", report.getPayloadString());
      assertEquals("tok-1", DtlsDouble.token(report));
      assertFalse(report.getOptions().hasOption(CoapMessages.SEQUENCE));
      assertTrue(lost.isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, stranger, CERTIFICATE, does not lead to a trusted root",
    "rsa, stranger, CERTIFICATE, does not lead to a trusted root",
    "other, ca, CERTIFICATE, it names other.example",
    "expired, ca, CERTIFICATE, has expired",
    "early, ca, CLOCK, is not valid yet"
  })
  void aServerThatIsNotTrustedIsRefusedInWords(
      String certificate, String ca, Cause cause, String words) throws Exception {
    try (DtlsDouble platform = new DtlsDouble(certificate)) {
      LineException failure =
          failure(line(settings(platform.port(), ca, Duration.ofSeconds(30))).open());
      assertEquals(cause, failure.cause(), failure.getMessage());
      assertTrue(failure.getMessage().contains(words), failure.getMessage());
      assertTrue(failure.getMessage().contains("localhost:" + platform.port()));
      assertTrue(platform.requests.isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, localhost, ''", "127.0.0.1, other, CERTIFICATE"})
  void anAddressIsCheckedAsANameIs(String host, String certificate, String cause) throws Exception {
    try (DtlsDouble platform = new DtlsDouble(InetAddress.getByName(host), certificate)) {
      LineServer server = new LineServer("coaps", host, platform.port(), "cn-shanghai", "");
      Line line =
          line(settings(who(SECRET, SignMethod.HMACSHA1), server, "ca", Duration.ofSeconds(30)));
      if (cause.isEmpty()) {
        await(line.open());
      } else {
        assertEquals(cause, failure(line.open()).cause().name());
      }
    }
  }

  @Test
  void aTrustThatCannotBeHadIsTold() {
    LineSettings given = settings(1, "ca", Duration.ofSeconds(5));
    LineSettings broken =
        new LineSettings(
            given.login(),
            given.server(),
            () -> {
              throw new ServerTrustException("ca.certificate is no certificate");
            },
            Optional.empty(),
            data,
            given.limits());
    LineException failure = failure(line(broken).open());
    assertEquals(Cause.CONFIGURATION, failure.cause());
    assertEquals("ca.certificate is no certificate", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1025, 5000, 131_072})
  void aLargeMessageGoesInBlocks(int size) throws Exception {
    byte[] payload = new byte[size];
    new Random(size).nextBytes(payload);
    try (DtlsDouble platform = new DtlsDouble("localhost")) {
      Line line = opened(platform);
      await(line.publish(POST, payload, 1));
      Request report = platform.to("/topic").get(0);
      assertArrayEquals(payload, report.getPayload());
      assertEquals("tok-1", DtlsDouble.token(report));
      assertEquals(1, platform.to("/topic").size());
      LineException failure = failure(line.publish(POST, new byte[131_073], 1));
      assertTrue(failure.unfit());
      assertTrue(failure.getMessage().contains("131073 bytes"), failure.getMessage());
    }
  }

  @Test
  void theNextLineResumesTheSessionAndKeepsTheToken() throws Exception {
    try (DtlsDouble platform = new DtlsDouble("localhost")) {
      for (int i = 1; i <= 3; i++) {
        Line line = opened(platform);
        await(publish(line, "" + i));
        line.close();
        // What is on its way has a last chance, then the session is kept.
        awaitClosed();
      }
      assertEquals(
          List.of("ServerHandshaker", "ResumingServerHandshaker", "ResumingServerHandshaker"),
          platform.handshakes);
      assertEquals(1, platform.to("/auth").size());
      platform.forget();
      await(publish(opened(platform), "4"));
      assertEquals(4, platform.to("/topic").size());
    }
  }

  private void awaitClosed() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (stack.isUsed() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertFalse(stack.isUsed());
  }

  @Test
  void whoTrustsAnotherNowBeginsAnew() throws Exception {
    try (DtlsDouble platform = new DtlsDouble("localhost")) {
      Line line = opened(platform);
      await(publish(line, "1"));
      line.close();
      awaitClosed();
      Line wary = line(settings(platform.port(), "stranger", Duration.ofSeconds(30)));
      await(wary.open());
      assertEquals(Cause.CERTIFICATE, failure(publish(wary, "2")).cause());
      assertTrue(lost.poll(30, TimeUnit.SECONDS).startsWith("CERTIFICATE"));
      assertEquals(1, platform.to("/topic").size());
    }
  }

  @Test
  void aTokenThatDiesInTheMiddleIsRenewedOnceForAll() throws Exception {
    try (DtlsDouble platform = new DtlsDouble("localhost")) {
      platform.messages =
          request ->
              Integer.parseInt(request.getPayloadString()) >= 3
                      && DtlsDouble.token(request).equals("tok-1")
                  ? ResponseCode.UNAUTHORIZED
                  : ResponseCode.CONTENT;
      Line line = opened(platform);
      List<CompletionStage<Void>> stages =
          IntStream.rangeClosed(1, 5).mapToObj(i -> publish(line, "" + i)).toList();
      for (CompletionStage<Void> stage : stages) {
        await(stage);
      }
      assertEquals(2, platform.to("/auth").size());
      assertEquals(
          List.of("1", "2", "3", "3", "4", "5"),
          platform.to("/topic").stream().map(Request::getPayloadString).toList());
      assertEquals(1, platform.handshakes.size());
    }
  }

  @Test
  void aServerThatSaysNothingHasALimit() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      LineException failure =
          failure(line(settings(silent.getLocalPort(), "ca", Duration.ofMillis(500))).open());
      assertEquals(Cause.TIMEOUT, failure.cause());
      assertTrue(failure.getMessage().contains("UDP"), failure.getMessage());
    }
  }

  @Test
  void aHostThatIsUnknownIsNamed() {
    LineServer server = new LineServer("coaps", "no-such-host.invalid", 0, "cn-shanghai", "");
    LineException failure =
        failure(
            line(settings(who(SECRET, SignMethod.HMACSHA1), server, "ca", Duration.ofSeconds(30)))
                .open());
    assertEquals(Cause.UNREACHABLE, failure.cause(), failure.getMessage());
    assertTrue(failure.getMessage().contains("no-such-host.invalid"), failure.getMessage());
  }

  @Test
  void noThreadIsLeft() throws Exception {
    try (DtlsDouble platform = new DtlsDouble("localhost")) {
      CoapStack own = new CoapStack(Clock.systemUTC());
      Line line = new CoapLine(settings(platform.port(), "ca", Duration.ofSeconds(30)), this, own);
      await(line.open());
      await(publish(line, "1"));
      own.close();
      assertFalse(own.isUsed());
    }
  }
}
