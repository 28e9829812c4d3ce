/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.sign.SignMethod;

/** A NAT box forgets the device, so that the platform sees it at another address. */
class CoapAddressChangeTest extends CoapStage {

  private Line opened(String transport, NatWay way, Duration limit) throws Exception {
    LineServer server = new LineServer(transport, "localhost", way.port(), "cn-shanghai", "");
    Line line = line(settings(who(SECRET, SignMethod.HMACMD5), server, "ca", limit));
    await(line.open());
    return line;
  }

  private static List<String> texts(DtlsDouble platform) {
    return platform.to("/topic").stream().map(Request::getPayloadString).toList();
  }

  @Test
  void symmetricMessagesNeedNoAddress() throws Exception {
    try (CoapDouble platform = new CoapDouble(SECRET);
        NatWay way = new NatWay(platform.port())) {
      Line line = opened("coap-symmetric", way, Duration.ofSeconds(30));
      for (int i = 1; i <= 3; i++) {
        await(publish(line, "" + i));
        way.forget();
      }
      assertEquals(
          List.of("1", "2", "3"), platform.to("/topic").stream().map(platform::text).toList());
      assertEquals(1, platform.to("/auth").size());
      assertTrue(lost.isEmpty());
    }
  }

  @Test
  void aServerThatKnowsConnectionsByNameGoesOn() throws Exception {
    try (DtlsDouble platform = new DtlsDouble(InetAddress.getLoopbackAddress(), "localhost", 6);
        NatWay way = new NatWay(platform.port())) {
      Line line = opened("coaps", way, Duration.ofSeconds(30));
      for (int i = 1; i <= 3; i++) {
        await(publish(line, "" + i));
        way.forget();
      }
      assertEquals(List.of("1", "2", "3"), texts(platform));
      assertEquals(1, platform.handshakes.size());
      assertTrue(lost.isEmpty());
    }
  }

  @Test
  void anyOtherIsAskedToGoOnByTheNextLine() throws Exception {
    try (DtlsDouble platform = new DtlsDouble("localhost");
        NatWay way = new NatWay(platform.port())) {
      Line line = opened("coaps", way, Duration.ofSeconds(5));
      await(publish(line, "1"));
      way.forget();
      CompletionStage<Void> unheard = publish(line, "2");
      assertEquals(Cause.TIMEOUT, failure(unheard).cause());
      assertTrue(lost.poll(30, TimeUnit.SECONDS).startsWith("TIMEOUT"));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (stack.isUsed() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      await(publish(opened("coaps", way, Duration.ofSeconds(30)), "2"));
      assertEquals(List.of("1", "2"), texts(platform));
      assertEquals("ResumingServerHandshaker", platform.handshakes.get(1));
      assertEquals(1, platform.to("/auth").size());
    }
  }
}
