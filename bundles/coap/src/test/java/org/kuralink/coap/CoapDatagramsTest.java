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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.coap.CoapDouble.Datagram;
import org.kuralink.login.sign.SignMethod;

/** Datagrams that are lost, duplicated, late, from other senders, or invalid. */
class CoapDatagramsTest extends CoapStage {

  private CoapDouble platform;

  @BeforeEach
  void start() throws Exception {
    platform = new CoapDouble(SECRET);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private Line line(Duration limit) {
    LineServer server =
        new LineServer("coap-symmetric", "localhost", platform.port(), "cn-shanghai", "");
    return line(settings(who(SECRET, SignMethod.HMACMD5), server, "ca", limit));
  }

  private Line opened() throws Exception {
    Line line = line(Duration.ofSeconds(30));
    await(line.open());
    return line;
  }

  @Test
  void whatIsLostDoubledAndSwappedArrivesOnceAndInOrder() throws Exception {
    platform.disturb(10);
    Line line = opened();
    List<CompletionStage<Void>> stages =
        IntStream.range(0, 100).mapToObj(i -> publish(line, "" + i)).toList();
    for (CompletionStage<Void> stage : stages) {
      await(stage);
    }
    List<Datagram> messages = platform.to("/topic");
    assertEquals(
        IntStream.range(0, 100).mapToObj(i -> "" + i).toList(),
        messages.stream().map(platform::text).toList());
    assertEquals(100, messages.stream().map(platform::number).collect(Collectors.toSet()).size());
    assertTrue(platform.datagrams.size() > platform.requests.size());
    assertTrue(lost.isEmpty());
  }

  /** Times to and fro that differ by more than the first repetition waits. */
  @Test
  void answersThatTakeTheirOwnTimeAreOneEach() throws Exception {
    platform.jitter(350);
    Line line = opened();
    List<CompletionStage<Void>> stages =
        IntStream.range(0, 20).mapToObj(i -> publish(line, "" + i)).toList();
    for (CompletionStage<Void> stage : stages) {
      await(stage);
    }
    assertEquals(
        IntStream.range(0, 20).mapToObj(i -> "" + i).toList(),
        platform.to("/topic").stream().map(platform::text).toList());
    assertEquals(1, platform.to("/auth").size());
    assertTrue(lost.isEmpty());
  }

  @Test
  void aRetransmissionIsTheSameDatagram() throws Exception {
    Line line = opened();
    platform.messages = request -> List.of();
    CompletionStage<Void> stage = publish(line, "1");
    while (platform.datagrams.size() < 4) {
      Thread.onSpinWait();
    }
    List<Datagram> same = platform.datagrams.subList(1, 4);
    for (Datagram one : same) {
      assertEquals(same.get(0).id(), one.id());
      assertArrayEquals(same.get(0).token(), one.token());
      assertArrayEquals(same.get(0).option(2089), one.option(2089));
      assertArrayEquals(same.get(0).payload(), one.payload());
      assertEquals(CoapDouble.CON, one.type());
    }
    line.close();
    failure(stage);
  }

  @Test
  void anAnswerMayComeAfterItsAcknowledgement() throws Exception {
    Line line = opened();
    platform.messages =
        request ->
            List.of(
                Datagram.answer(CoapDouble.ACK, 0, request.id(), new byte[0], new byte[0]),
                Datagram.answer(CoapDouble.CON, 205, 4711, request.token(), new byte[0]));
    await(publish(line, "1"));
    while (platform.datagrams.stream().noneMatch(one -> one.id() == 4711)) {
      Thread.onSpinWait();
    }
    Datagram thanks =
        platform.datagrams.stream().filter(one -> one.id() == 4711).findFirst().orElseThrow();
    assertEquals(CoapDouble.ACK, thanks.type());
    assertTrue(lost.isEmpty());
  }

  @Test
  void anAnswerWithAnotherTokenIsNone() throws Exception {
    Line line = opened();
    byte[] foreign = {9, 9, 9, 9};
    platform.messages =
        request ->
            List.of(
                Datagram.answer(CoapDouble.NON, 401, 17, foreign, new byte[0]),
                Datagram.answer(CoapDouble.CON, 500, 18, foreign, new byte[0]),
                request.ack(205));
    await(publish(line, "1"));
    assertEquals(1, platform.to("/auth").size());
    assertTrue(lost.isEmpty());
  }

  @Test
  void anAnswerThatComesTwiceIsOne() throws Exception {
    Line line = opened();
    platform.messages = request -> List.of(request.ack(205), request.ack(401));
    await(publish(line, "1"));
    platform.messages = request -> List.of(request.ack(205));
    await(publish(line, "2"));
    assertEquals(1, platform.to("/auth").size());
  }

  @Test
  void theNameOfTheMessageIsTold() throws Exception {
    Line line = opened();
    platform.messages =
        request ->
            List.of(
                request.named(
                    "1083321618345205760",
                    platform.crypt(Cipher.ENCRYPT_MODE, "fine".getBytes(StandardCharsets.UTF_8))));
    await(publish(line, "1"));
    assertTrue(isTraced("1083321618345205760"));
    assertFalse(isTraced("not encrypted"));
  }

  @Test
  void aBodyOfAnotherKeyChangesNothing() throws Exception {
    Line line = opened();
    platform.messages = request -> List.of(request.ack(205, new byte[] {1, 2, 3}));
    await(publish(line, "1"));
    assertTrue(isTraced("not encrypted"));
    assertEquals(1, platform.to("/auth").size());
    assertTrue(lost.isEmpty());
  }

  @Test
  void aRejectedRequestEndsTheLine() throws Exception {
    Line line = opened();
    platform.messages =
        request ->
            List.of(Datagram.answer(CoapDouble.RST, 0, request.id(), new byte[0], new byte[0]));
    LineException failure = failure(publish(line, "1"));
    assertEquals(Cause.LINK_LOST, failure.cause());
    assertTrue(failure.getMessage().contains("localhost:" + platform.port()));
    assertTrue(lost.poll(30, TimeUnit.SECONDS) != null);
  }

  @Test
  void aServerThatSaysNothingHasALimit() throws Exception {
    platform.logins = request -> List.of();
    assertEquals(Cause.TIMEOUT, failure(line(Duration.ofMillis(300)).open()).cause());
    assertTrue(
        Set.of("/auth").containsAll(platform.requests.stream().map(Datagram::path).toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{}",
        "{\"token\":\"t\"}",
        "{\"random\":\"r\",\"token\":\"t\"}",
        "{\"random\":\"r\",\"seqOffset\":-1,\"token\":\"t\"}",
        "{\"random\":\"r\",\"seqOffset\":1.5,\"token\":\"t\"}",
        "{\"random\":\"r\",\"seqOffset\":9223372036854775807,\"token\":\"t\"}",
        "{\"random\":\"r\",\"seqOffset\":\"x\",\"token\":\"t\"}",
        "{\"random\":5,\"seqOffset\":1,\"token\":\"t\"}",
        "{\"random\":\"\",\"seqOffset\":1,\"token\":\"t\"}",
        "{\"random\":\"r\",\"seqOffset\":1,\"token\":\"\\u0000\"}"
      })
  void whatIsNoAnswerToALogInIsNamed(String body) {
    platform.logins = request -> List.of(request.ack(205, body.getBytes(StandardCharsets.UTF_8)));
    LineException failure = failure(line(Duration.ofSeconds(30)).open());
    assertEquals(Cause.PLATFORM, failure.cause());
    assertTrue(failure.getMessage().contains("localhost:" + platform.port()), failure.getMessage());
  }

  @Test
  void anOffsetMayBeText() throws Exception {
    platform.logins =
        request ->
            List.of(
                request.ack(
                    205,
                    ("{\"random\":\""
                            + CoapDouble.RANDOM
                            + "\",\"seqOffset\":\"41\",\"token\":\"t\"}")
                        .getBytes(StandardCharsets.UTF_8)));
    await(publish(opened(), "1"));
    assertEquals(42, platform.number(platform.to("/topic").get(0)));
  }

  @Test
  void noiseAndTornAnswersChangeNothing() throws Exception {
    Line line = opened();
    Random chance = new Random(11);
    platform.messages =
        request -> {
          byte[] whole = request.ack(205, new byte[16]);
          List<byte[]> answers = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[chance.nextInt(200)];
            chance.nextBytes(noise);
            answers.add(noise);
          }
          for (int length = 0; length < 12; length++) {
            answers.add(Arrays.copyOf(whole, length));
          }
          answers.add(whole);
          return answers;
        };
    for (int i = 0; i < 10; i++) {
      await(publish(line, "" + i));
    }
    assertEquals(10, platform.to("/topic").size());
    assertTrue(lost.isEmpty());
  }

  @Test
  void whatIsNoCoapIsNotHeard() throws Exception {
    Line line = opened();
    platform.messages =
        request ->
            List.of(
                new byte[0],
                new byte[] {1},
                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                "<html></html>".getBytes(StandardCharsets.UTF_8),
                new byte[] {0x4f, 0x45, 0, 0},
                new byte[1500],
                request.ack(205));
    await(publish(line, "1"));
    assertTrue(lost.isEmpty());
  }

  /** Else it would have to be remembered for minutes, of whoever sends it. */
  @Test
  void whoAsksAGatewayIsNotHeard() throws Exception {
    Line line = opened();
    byte[] get = {0x40, 1, 0x11, 0x11};
    byte[] ping = {0x40, 0, 0x22, 0x22};
    platform.messages = request -> List.of(get, ping, request.ack(205));
    await(publish(line, "1"));
    await(publish(line, "2"));

    List<Integer> resets =
        platform.datagrams.stream().filter(one -> one.type() == 3).map(Datagram::id).toList();
    assertTrue(resets.contains(0x2222), resets::toString);
    assertFalse(resets.contains(0x1111), resets::toString);
  }
}
