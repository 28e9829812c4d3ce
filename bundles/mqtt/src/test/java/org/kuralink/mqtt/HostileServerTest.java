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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.mqtt.LineFixture.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineEvents;

/** A server that sends invalid packets. */
class HostileServerTest {

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = FakeBroker.plain();
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pk/zz/user/a\nb",
        "/pk/zz/user/a\0b",
        "/pk/zz/user/\u007f",
        "/pk/zz/user/\u0085",
        "/pk/zz/user/+",
        "/pk/zz/#",
        ""
      })
  void acknowledgesAMessageWithABadTopicAndHearsTheNext(String topic) throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.publish(topic, "bad", 7);
    peer.publish(topic, "bad", 0);
    peer.publish("/good", "1", 8);

    assertEquals("/good 1", link.nextReceived());
    assertEquals(7, peer.expect(FakeBroker.PUBACK).id());
    assertEquals(8, peer.expect(FakeBroker.PUBACK).id());
    assertNull(link.lost.poll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "tcp"})
  void doesSoWhateverCarriesIt(String scheme) throws Exception {
    CompletionStage<Boolean> opened = link.open(scheme, broker.port());
    FakeBroker.Peer peer = broker.accept();
    if (scheme.equals("ws")) {
      peer.upgrade();
    }
    peer.expect(FakeBroker.CONNECT);
    peer.send(0x20, 0, 0);
    await(opened);
    peer.publish("/pk/zz/user/a\nb", "bad", 7);
    peer.publish("/good", "1", 8);

    assertEquals("/good 1", link.nextReceived());
    assertEquals(7, peer.expect(FakeBroker.PUBACK).id());
    assertEquals(8, peer.expect(FakeBroker.PUBACK).id());
  }

  /** MQTT allows them, and Paho's receiver would end at each. */
  @ParameterizedTest
  @ValueSource(strings = {"/a/温度：高", "/a/😀", "/a/\ufffd", "~", "~7e", "~zz", "/a b"})
  void hearsEveryTopicThatMqttAllows(String topic) throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.publish(topic, "x", 3);

    assertEquals(topic + " x", link.nextReceived());
    assertEquals(3, peer.expect(FakeBroker.PUBACK).id());
  }

  @Test
  void acknowledgesATopicThatIsNotUtf8() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.send(0x32, 0, 2, 0xc3, 0x28, 0, 9, 'x');
    peer.publish("/good", "1", 0);

    assertEquals("/good 1", link.nextReceived());
    assertEquals(9, peer.expect(FakeBroker.PUBACK).id());
  }

  @Test
  void goesOnBehindAMessageThatHasNoPacketIdOrIsCutShort() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.send(0x32, 0, 2, '/', 'a', 0, 0, 'x');
    peer.send(0x36, 0, 2, '/', 'a', 0, 1, 'x');
    peer.send(0x32, 0, 200, '/', 'a');
    peer.send(0x32, 0);
    peer.send(0x30);
    peer.publish("/good", "1", 0);

    assertEquals("/good 1", link.nextReceived());
    assertNull(link.lost.poll());
  }

  @Test
  void doesNotKeepWhatIsTooLargeAndAcknowledgesIt() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.publish("/huge", "x".repeat(PacketInput.MAX_MESSAGE), 5);
    peer.publish("/good", "1", 6);

    assertEquals("/good 1", link.nextReceived());
    assertEquals(5, peer.expect(FakeBroker.PUBACK).id());
    assertEquals(6, peer.expect(FakeBroker.PUBACK).id());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x10, 0x80, 0xa0, 0xc0, 0xe0, 0xf0, 0x40, 0x90, 0xb0, 0xd0, 0x20})
  void endsTheLinkAtAPacketThatNoServerMaySend(int first) throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.send(first, 1);

    String lost = String.valueOf(link.nextLost());
    assertTrue(lost.contains("a packet of type " + (first >> 4) + " with 1 bytes"), lost);
  }

  @Test
  void endsTheLinkAtALengthThatHasNoEnd() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.raw(new byte[] {0x30, -1, -1, -1, -1, 1});

    assertTrue(String.valueOf(link.nextLost()).contains("more than four bytes"));
  }

  /** What Paho cannot count ends the link, and is told. */
  @ParameterizedTest
  @ValueSource(ints = {0x90, 0xb0})
  void endsTheLinkAtAnAnswerThatNobodyAskedFor(int first) throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.raw(
        first == 0x90
            ? new byte[] {(byte) first, 3, 0, 99, 0}
            : new byte[] {(byte) first, 2, 0, 99});

    assertTrue(String.valueOf(link.nextLost()).startsWith("LINK_LOST"));
  }

  @Test
  void survivesAHandlerThatThrowsAnError() throws Exception {
    LineEvents throwing =
        new LineEvents() {
          @Override
          public void traced(String words) {
            link.traced(words);
          }

          @Override
          public void received(String topic, byte[] payload, boolean again) {
            link.received(topic, payload, again);
            switch (topic) {
              case "/error" -> throw new StackOverflowError();
              case "/gone" -> throw new NoClassDefFoundError("went with its bundle");
              default -> Sneaky.interrupt();
            }
          }

          @Override
          public void lost(Cause cause, String message) {
            link.lost(cause, message);
          }
        };
    CompletionStage<Boolean> opened =
        link.open(LineFixture.login("tcp", broker.port()), LineFixture.settings(), throwing);
    FakeBroker.Peer peer = broker.welcome();
    await(opened);
    int id = 0;
    for (String topic : new String[] {"/error", "/gone", "/checked", "/last"}) {
      peer.publish(topic, "", ++id);
      assertEquals(topic + " ", link.nextReceived());
      assertEquals(id, peer.expect(FakeBroker.PUBACK).id());
    }
    assertNull(link.lost.poll());
  }

  /** One byte at a time, as a slow line brings them. */
  @Test
  void readsAPacketThatComesInPieces() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.writeBytes(new byte[] {0x30, 6, 0, 2});
    packet.writeBytes("/axx".getBytes(StandardCharsets.UTF_8));
    for (byte one : packet.toByteArray()) {
      peer.raw(new byte[] {one});
    }

    assertEquals("/a xx", link.nextReceived());
  }

  /** Throws what its signature does not say. */
  private static final class Sneaky {

    static void interrupt() {
      Sneaky.<RuntimeException>raise(new InterruptedException("not ours"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Exception> void raise(Exception e) throws T {
      throw (T) e;
    }
  }
}
