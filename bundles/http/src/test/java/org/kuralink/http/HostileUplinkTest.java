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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;

/** Servers that are not the platform, or a broken one. */
class HostileUplinkTest extends HttpsStage {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"code\":\"x\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"code\":0.5}",
        "HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"code\":0}{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 30\r\nConnection: close\r\n\r\n",
        "\u0000\n\n"
      })
  void whatIsNoAnswerOfThePlatformIsNamedAndEndsTheLine(String answer) throws Exception {
    platform.messages = request -> answer;
    LineException failure = failure(publish(opened(), "1"));
    assertTrue(failure.getMessage().contains("localhost:" + platform.port()), failure.getMessage());
    assertTrue(lost.poll(10, TimeUnit.SECONDS) != null);
    platform.messages = request -> UplinkDouble.ok();
    await(publish(opened(), "1"));
  }

  @Test
  void nobodyIsFollowedElsewhere() throws Exception {
    platform.messages =
        request ->
            "HTTP/1.1 301 Moved\r\nLocation: http://localhost:1/\r\nContent-Length: 0\r\n\r\n";
    assertEquals(Cause.CONFIGURATION, failure(publish(opened(), "1")).cause());
  }

  @Test
  void anAnswerWithoutAnEndIsCutOff() throws Exception {
    String much = "x".repeat(UplinkAnswer.MOST_BYTES + 1);
    platform.messages = request -> "HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + much;
    LineException failure = failure(publish(opened(), "1"));
    assertTrue(failure.getMessage().contains("more than 65536 bytes"), failure.getMessage());
  }

  @Test
  void aServerThatSaysNothingHasALimit() throws Exception {
    platform.messages = request -> "";
    Line line = line(settings("ca", Optional.empty(), Duration.ofMillis(300)));
    await(line.open());
    assertEquals(Cause.TIMEOUT, failure(publish(line, "1")).cause());
  }

  /** Byte after byte comes, each in time, and the whole does not. */
  @Test
  void aServerThatTricklesHasTheSameLimit() throws Exception {
    Line line = line(settings("ca", Optional.empty(), Duration.ofMillis(500)));
    await(line.open());
    platform.pause = Duration.ofMillis(50);
    assertEquals(Cause.TIMEOUT, failure(publish(line, "1")).cause());
    assertTrue(lost.poll(10, TimeUnit.SECONDS).startsWith("TIMEOUT"));
  }

  @Test
  void aServerThatNobodyTrustsOrThatIsAnotherIsRefused() throws Exception {
    Line stranger = line(settings("stranger", Optional.empty(), Duration.ofSeconds(20)));
    assertEquals(Cause.CERTIFICATE, failure(stranger.open()).cause());
    assertTrue(platform.requests.isEmpty());
  }

  @Test
  void whoCannotBeReachedIsNamed() throws Exception {
    LineSettings gone = settings("ca", Optional.empty(), Duration.ofSeconds(20));
    SocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.port());
    platform.close();
    // Who holds the port and does not listen keeps it from whoever would.
    try (Socket nobody = new Socket()) {
      nobody.setReuseAddress(true);
      nobody.bind(address);
      assertEquals(Cause.UNREACHABLE, failure(line(gone).open()).cause());
    }
  }

  /** MQTT, CoAP and downloads take such names; Java's client does not. */
  @ParameterizedTest
  @ValueSource(strings = {"my_gateway.example", "-.example"})
  void aNameThatHttpsCannotTakeIsNamed(String host) throws Exception {
    LineSettings some = settings("ca", Optional.empty(), Duration.ofSeconds(20));
    Line line =
        line(
            new LineSettings(
                some.login(),
                new LineServer("https", host, 8443, "cn-shanghai", ""),
                some.trust(),
                some.proxy(),
                some.data(),
                some.limits()));
    assertEquals("https://" + host + ":8443", line.server().toString());
    LineException failure = failure(line.open());
    assertEquals(Cause.CONFIGURATION, failure.cause());
    assertTrue(failure.getMessage().contains(host), failure.getMessage());
  }
}
