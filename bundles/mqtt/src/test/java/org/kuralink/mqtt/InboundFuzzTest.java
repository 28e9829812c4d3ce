/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.mqtt.LineFixture.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random bytes from a seeded generator: the link either receives the message behind them or reports
 * its loss; it never stays open without receiving.
 */
class InboundFuzzTest {

  private static final int PACKETS = 200;
  private static final int ROUNDS = 25;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isNeverOpenAndDeaf(long seed) throws Exception {
    Random random = new Random(seed);
    try (FakeBroker broker = FakeBroker.plain()) {
      for (int round = 0; round < ROUNDS; round++) {
        hearsOrLoses(broker, random, "seed " + seed + ", round " + round);
      }
    }
  }

  private static void hearsOrLoses(FakeBroker broker, Random random, String where)
      throws Exception {
    try (LineFixture link = new LineFixture()) {
      boolean webSocket = random.nextInt(4) == 0;
      CompletionStage<Boolean> opened = link.open(webSocket ? "ws" : "tcp", broker.port());
      FakeBroker.Peer peer = broker.accept();
      if (webSocket) {
        peer.upgrade();
      }
      peer.expect(FakeBroker.CONNECT);
      peer.send(0x20, 0, 0);
      await(opened);
      link.line.subscribe(List.of("/a"), 1);
      link.publish("/t", 1);
      peer.swallow();
      String end = "end of " + where;
      boolean framed = random.nextInt(4) > 0;
      try {
        for (int i = random.nextInt(PACKETS); i >= 0; i--) {
          peer.raw(framed || random.nextInt(20) > 0 ? packet(random) : noise(random));
        }
        peer.publish("/end", end, 0);
      } catch (SocketException e) {
        // the link was cut, as it may be
      }
      // noise may begin a packet that never ends, which is for the keep-alive to notice
      assertTrue(hears(link, end, !framed), () -> where + " leaves the link open and deaf");
    }
  }

  private static boolean hears(LineFixture link, String end, boolean keepAlive)
      throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < limit) {
      String next = link.received.poll(5, TimeUnit.MILLISECONDS);
      if (String.valueOf(next).equals("/end " + end) || !link.lost.isEmpty()) {
        return true;
      }
      if (keepAlive) {
        link.time.leap(Duration.ofSeconds(1));
      }
    }
    return false;
  }

  /** Framed as MQTT wants it, with anything inside; mostly messages. */
  private static byte[] packet(Random random) throws IOException {
    int type = random.nextInt(3) == 0 ? random.nextInt(16) : FakeBroker.PUBLISH;
    byte[] body = type == FakeBroker.PUBLISH ? message(random) : bytes(random, random.nextInt(6));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type << 4 | random.nextInt(16));
    int left = body.length;
    do {
      out.write(left & 0x7f | (left > 0x7f ? 0x80 : 0));
      left >>= 7;
    } while (left > 0);
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static byte[] message(Random random) {
    String[] topics = {
      "/a", "", "/a\n", "~", "/\ufeff", "/x/：", "#", "/sys/pk/dn/\0", "/\ud83d\ude00"
    };
    byte[] topic =
        random.nextInt(4) == 0
            ? bytes(random, random.nextInt(300))
            : topics[random.nextInt(topics.length)].getBytes(StandardCharsets.UTF_8);
    int length = random.nextInt(10) == 0 ? random.nextInt(0x10000) : topic.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(length >> 8);
    out.write(length);
    out.writeBytes(topic);
    out.writeBytes(bytes(random, random.nextInt(40)));
    return out.toByteArray();
  }

  private static byte[] noise(Random random) {
    return bytes(random, random.nextInt(64));
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
