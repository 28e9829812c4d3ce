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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;

/** The line over HTTP/2, with a server that supports nothing else. */
class Http2LineTest extends HttpsStage {

  private Http2Double server;

  @BeforeEach
  void startServer() throws Exception {
    server = new Http2Double();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private Line opened(Duration operation) throws Exception {
    LineSettings some = settings("ca", Optional.empty(), operation);
    Line line =
        line(
            new LineSettings(
                some.login(),
                new LineServer("https", "localhost", server.port(), "cn-shanghai", ""),
                some.trust(),
                some.proxy(),
                some.data(),
                some.limits()));
    await(line.open());
    return line;
  }

  @Override
  Line opened() throws Exception {
    return opened(Duration.ofSeconds(20));
  }

  private static List<CompletionStage<Void>> publish(Line line, int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> publish(line, "" + i)).toList();
  }

  private static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> "" + i).toList();
  }

  @Test
  void messagesKeepTheirOrderOneAtATimeOverOneConnection() throws Exception {
    Line line = opened();
    for (CompletionStage<Void> one : publish(line, 1, 100)) {
      await(one);
    }
    await(publish(line, "101"));
    assertEquals(numbers(1, 101), server.texts());
    assertTrue(server.requests.stream().allMatch(one -> one.others == 0));
    assertEquals(1, server.connections.size());
    assertTrue(lost.isEmpty());
  }

  @Test
  void aTokenThatExpiresInBetweenIsRenewed() throws Exception {
    server.messages =
        asked -> {
          if (asked.text.equals("3") && asked.token.equals("tok-1")) {
            asked.answer("{\"code\":20001,\"message\":\"token is expired\"}");
          } else {
            asked.ok();
          }
        };
    for (CompletionStage<Void> one : publish(opened(), 1, 5)) {
      await(one);
    }
    assertEquals(List.of("1", "2", "3", "3", "4", "5"), server.texts());
    assertEquals("tok-2", server.requests.get(server.requests.size() - 1).token);
    assertEquals(1, server.connections.size());
  }

  @Test
  void aServerThatGoesBetweenTwoMessagesIsAskedOverAnotherConnection() throws Exception {
    Line line = opened();
    await(publish(line, "1"));
    Http2Double.Asked last = server.requests.get(server.requests.size() - 1);
    last.goAway();
    assertTrue(last.connection().closeFuture().await(30, TimeUnit.SECONDS));
    await(publish(line, "2"));
    assertEquals(List.of("1", "2"), server.texts());
    assertEquals(2, server.connections.size());
    assertTrue(lost.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"goes", "hangs up", "resets"})
  void aServerThatGoesInTheMiddleEndsTheLineAndTheNextGoesOn(String manner) throws Exception {
    Consumer<Http2Double.Asked> end =
        switch (manner) {
          case "goes" -> Http2Double.Asked::goAway;
          case "hangs up" -> Http2Double.Asked::hangUp;
          default -> Http2Double.Asked::reset;
        };
    server.messages =
        asked -> {
          if (asked.text.equals("3")) {
            end.accept(asked);
          } else {
            asked.ok();
          }
        };
    List<CompletionStage<Void>> stages = publish(opened(), 1, 4);
    await(stages.get(0));
    await(stages.get(1));
    failure(stages.get(2));
    assertEquals(Cause.LINK_LOST, failure(stages.get(3)).cause());
    assertTrue(lost.poll(30, TimeUnit.SECONDS) != null);
    server.messages = Http2Double.Asked::ok;
    Line next = opened();
    await(publish(next, "3"));
    await(publish(next, "4"));
    assertEquals(List.of("1", "2", "3", "3", "4"), server.texts());
    assertEquals(1, server.requests.stream().filter(one -> one.path.equals("/auth")).count());
  }

  @Test
  void anAnswerWithoutAnEndIsCutOff() throws Exception {
    server.messages = asked -> asked.answer("x".repeat(1 << 20));
    LineException failure = failure(publish(opened(), "1"));
    assertTrue(failure.getMessage().contains("more than 65536 bytes"), failure.getMessage());
  }

  @Test
  void aServerThatSaysNothingHasALimit() throws Exception {
    server.messages = asked -> {};
    assertEquals(Cause.TIMEOUT, failure(publish(opened(Duration.ofMillis(300)), "1")).cause());
    assertTrue(lost.poll(30, TimeUnit.SECONDS).startsWith("TIMEOUT"));
  }
}
