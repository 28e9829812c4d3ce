/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;

/** A session while line factories are registered, replaced and unregistered. */
class LineFactoriesTest {

  private static final String TOPIC = "/pk/dn/user/update";
  private static final String POST = "/sys/pk/dn/thing/event/property/post";

  /** A line of another kind: nothing comes over it, one small message at a time goes. */
  private static final OpenLine NARROW = new OpenLine(false, 100, 1, false, false, false);

  private final SessionRig rig = new SessionRig();

  private void without() {
    rig.lines.unbind(rig.factory);
    rig.time.settle();
  }

  private void with(LineFactory factory, int ranking, String... transports) {
    rig.lines.bind(factory, Map.of(LineFactory.TRANSPORT, transports, "service.ranking", ranking));
    rig.time.settle();
  }

  private LineFactory another() {
    return rig::line;
  }

  private SessionFault fault() {
    return rig.door.status().fault().orElseThrow();
  }

  private CompletableFuture<Void> publish(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> stage =
        rig.door.publish(new Message(TOPIC, payload), Delivery.DURABLE).toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  private CompletableFuture<Reply> request(RequestOptions options) {
    CompletableFuture<Reply> reply =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.of("{\"a\":1}"), options)
            .toCompletableFuture();
    rig.time.settle();
    return reply;
  }

  private void assertWaitsForTls() {
    assertEquals(SessionState.WAITING, rig.state());
    assertEquals(Cause.LINE_MISSING, fault().cause());
    assertTrue(fault().message().startsWith("no line for tls"), fault().message());
  }

  @Test
  void waitsForALineThatIsNotThereAndTriesAtOnceWhenItComes() {
    without();
    rig.configure();
    rig.leap(10);
    assertWaitsForTls();
    assertEquals(0, rig.logins);
    rig.leap(3600);
    assertWaitsForTls();
    assertEquals(0, rig.logins);
    with(another(), 0, "ws", "wss");
    assertWaitsForTls();
    with(another(), 0, "tcp", "tls");
    assertEquals(SessionState.CONNECTING, rig.state());
    assertEquals(Optional.empty(), rig.door.status().fault());
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void saysNothingForAMomentBecauseTheLineMayBeStarting() {
    without();
    rig.configure();
    for (int second = 0; second < 10; second++) {
      assertEquals(SessionState.WAITING, rig.state());
      assertEquals(Optional.empty(), rig.door.status().fault());
      rig.leap(1);
    }
    assertWaitsForTls();
    rig.configure("host", "elsewhere");
    assertWaitsForTls();
  }

  @Test
  void whoAsksWhileThereIsNoLineIsToldAtOnce() {
    without();
    rig.configure("connect.on.startup", false);
    CompletableFuture<SessionStatus> outcome = rig.door.connectNow().toCompletableFuture();
    rig.time.settle();
    assertEquals(Cause.LINE_MISSING, outcome.join().fault().orElseThrow().cause());
    assertWaitsForTls();
  }

  @Test
  void forgetsThatTheLineWasMissingButNoOtherFault() {
    rig.configure();
    rig.transport().refuse(Cause.UNREACHABLE, "nobody there");
    rig.time.settle();
    with(another(), 1, "wss");
    assertEquals(Cause.UNREACHABLE, fault().cause());
    without();
    rig.leap(60);
    assertWaitsForTls();
    with(rig.factory, 0, "tls");
    rig.accept();
    assertEquals(Optional.empty(), rig.door.status().fault());
  }

  @Test
  void waitsInTheSameWayWhileTheBundleOfTheLineIsReplaced() {
    rig.configure();
    rig.accept();
    FakeTransport former = rig.transport();
    without();
    assertTrue(former.closed);
    assertWaitsForTls();
    with(another(), 0, "tcp", "tls");
    assertEquals(SessionState.CONNECTING, rig.state());
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(2, rig.transports.size());
  }

  @Test
  void waitsWhenTheLineGoesInTheMiddleOfALogIn() {
    rig.configure();
    assertEquals(SessionState.CONNECTING, rig.state());
    without();
    assertWaitsForTls();
    assertTrue(rig.transport().closed);
  }

  @Test
  void goesOnOverAnotherFactoryAtOnceWhenOneGoes() {
    with(another(), -1, "tls");
    rig.configure();
    rig.accept();
    without();
    assertEquals(SessionState.CONNECTING, rig.state());
    assertEquals(2, rig.transports.size());
  }

  @Test
  void leavesALineInPeaceWhenAnotherFactoryGoes() {
    LineFactory unused = another();
    with(unused, -1, "tls");
    rig.configure();
    rig.accept();
    rig.lines.unbind(unused);
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
    assertFalse(rig.transport().closed);
  }

  @Test
  void asksTheFactoryOfTheHighestRanking() {
    int[] asked = {0};
    with(
        (settings, events) -> {
          asked[0]++;
          return rig.line(settings, events);
        },
        1,
        "tls");
    rig.configure();
    assertEquals(1, asked[0]);
  }

  @Test
  void findsALineUnderWhatItsFactorySaysNow() {
    without();
    LineFactory late = another();
    with(late, 0, "ws");
    rig.configure();
    rig.leap(10);
    assertWaitsForTls();
    with(late, 0, "tls");
    assertEquals(SessionState.CONNECTING, rig.state());
  }

  static Stream<LineFactory> strange() {
    return Stream.of(
        (settings, events) -> {
          throw new IllegalStateException("not so");
        },
        (settings, events) -> {
          throw new NoClassDefFoundError("org/example/Gone");
        },
        (settings, events) ->
            new FakeTransport(settings, events) {
              @Override
              public CompletableFuture<OpenLine> open() {
                throw new IllegalStateException("not so");
              }
            },
        (settings, events) -> {
          FakeTransport line = new FakeTransport(settings, events);
          line.opening.completeExceptionally(new IllegalStateException("not so"));
          return line;
        });
  }

  @ParameterizedTest
  @MethodSource("strange")
  void outlivesAFactoryThatThrows(LineFactory strange) {
    with(strange, 1, "tls");
    rig.configure();
    assertEquals(SessionState.WAITING, rig.state());
    rig.lines.unbind(strange);
    rig.time.settle();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  /** A session over a test line that can do less. */
  private void overTheNarrowOne() {
    with(another(), 0, "https");
    rig.configure("transport", "https");
    rig.transport().acknowledging = false;
    rig.transport().accept(NARROW);
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void asksForNothingOverALineThatBringsNothing() {
    overTheNarrowOne();
    assertTrue(rig.transport().subscribed.isEmpty());
    CompletableFuture<Reply> reply =
        rig.door
            .link()
            .request("thing.desired.get", JsonText.of("[]"), RequestOptions.TRANSIENT)
            .toCompletableFuture();
    ExecutionException failure = assertThrows(ExecutionException.class, reply::get);
    LinkException known = assertInstanceOf(LinkException.class, failure.getCause());
    assertEquals(LinkException.Reason.NO_DOWNLINK, known.reason());
    assertTrue(rig.transport().sent.isEmpty());
  }

  @Test
  void sendsNoMoreAtATimeThanTheLineTakes() {
    overTheNarrowOne();
    publish("a");
    publish("b");
    assertEquals(List.of("a"), rig.transport().sentOn(TOPIC));
    rig.transport().sent.get(0).done().complete(null);
    rig.time.settle();
    assertEquals(List.of("a", "b"), rig.transport().sentOn(TOPIC));
  }

  @Test
  void aDurableRequestIsThroughWhenALineThatBringsNothingHasTakenIt() {
    overTheNarrowOne();
    request(RequestOptions.DURABLE);
    assertEquals(1, rig.queue.records.size());
    rig.transport().sent.get(0).done().complete(null);
    rig.time.settle();
    assertEquals(1, rig.transport().sentOn(POST).size());
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void whatIsTooLargeForOneLineWaitsForAnother() {
    overTheNarrowOne();
    String large = "x".repeat(101);
    publish(large);
    publish("small");
    assertEquals(List.of("small"), rig.transport().sentOn(TOPIC));
    rig.transport().sent.get(0).done().complete(null);
    rig.time.settle();
    assertEquals(1, rig.queue.records.size());
    rig.configure("transport", "tls");
    rig.accept();
    assertEquals(List.of(large), rig.transport().sentOn(TOPIC));
  }

  @Test
  void whatArrivedWhileTheLineWentIsNotSentAgain() {
    rig.configure();
    rig.accept();
    FakeTransport former = rig.transport();
    former.acknowledging = false;
    CompletableFuture<Void> first = publish("a");
    CompletableFuture<@Nullable Void> second = publish("b");
    without();
    former.sent.get(0).done().complete(null);
    former
        .sent
        .get(1)
        .done()
        .completeExceptionally(
            new org.kuralink.api.line.LineException(Cause.LINK_LOST, "the link was closed"));
    rig.time.settle();
    assertTrue(first.isDone());
    assertFalse(second.isDone());
    with(rig.factory, 0, "tls");
    rig.accept();
    assertEquals(List.of("b"), rig.transport().sentOn(TOPIC));
    assertTrue(second.isDone());
  }

  @Test
  void aLineThatThrowsIsLeftAndItsMessageGoesOverTheNext() {
    rig.configure();
    rig.accept();
    rig.transport().throwing = true;
    CompletableFuture<Void> sent =
        rig.door.publish(new Message(TOPIC, new byte[1]), Delivery.DURABLE).toCompletableFuture();
    rig.time.settle();
    assertEquals(SessionState.WAITING, rig.state());
    rig.leap(60);
    rig.accept();
    assertEquals(1, rig.transport().sentOn(TOPIC).size());
    assertTrue(sent.isDone());
    assertEquals(0, rig.kept());
  }

  @Test
  void whoSendsOverALineThatThrowsHearsOfIt() {
    rig.configure();
    rig.accept();
    rig.transport().throwing = true;
    CompletableFuture<Reply> reply =
        rig.door
            .link()
            .request("thing.config.get", JsonText.of("{}"), RequestOptions.TRANSIENT)
            .toCompletableFuture();
    rig.time.settle();
    ExecutionException failure = assertThrows(ExecutionException.class, reply::get);
    assertEquals(LinkException.Reason.LINK_LOST, ((LinkException) failure.getCause()).reason());
  }

  @Test
  void outlivesALineThatCannotBeClosed() {
    rig.configure();
    rig.accept();
    rig.transport().throwing = true;
    without();
    assertEquals(SessionState.WAITING, rig.state());
    with(rig.factory, 0, "tls");
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }
}
