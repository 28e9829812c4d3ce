/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;
import org.kuralink.connection.FakeTransport.Sent;
import org.kuralink.connection.SessionRig;

/** An uplink-only line, such as HTTPS. */
class ReportingLineTest {

  private static final String POST = "/sys/pk/dn/thing/event/property/post";

  private final SessionRig rig = new SessionRig();

  @BeforeEach
  void open() {
    rig.configure();
    rig.transport().acknowledging = false;
    rig.transport().accept(new OpenLine(false, 131_072, 1, false, false, false));
    rig.time.settle();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  private CompletableFuture<Reply> post(int value) {
    return post(value, RequestOptions.DURABLE);
  }

  private CompletableFuture<Reply> post(int value, RequestOptions options) {
    CompletableFuture<Reply> stage =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.of("{\"a\":" + value + "}"), options)
            .toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  private List<Sent> posts() {
    return rig.transport().sent.stream().filter(one -> one.topic().equals(POST)).toList();
  }

  private void end(int index, LineException failure) {
    // wrapped, as stages that depend on others fail
    posts().get(index).done().completeExceptionally(new CompletionException(failure));
    rig.time.settle();
  }

  private void confirm(int index) {
    posts().get(index).done().complete(null);
    rig.time.settle();
  }

  @Test
  void aDurablePostEndsAccepted() throws Exception {
    CompletableFuture<Reply> reply = post(1);
    assertFalse(reply.isDone());
    confirm(0);
    assertEquals(ResultCode.ACCEPTED, reply.get().code());
    assertTrue(reply.get().isSuccess());
    assertFalse(reply.get().isAnswered());
    assertEquals(0, rig.kept());
  }

  @Test
  void aPostThatIsNotDurableEndsAcceptedToo() throws Exception {
    CompletableFuture<Reply> reply = post(1, RequestOptions.TRANSIENT);
    assertFalse(reply.isDone());
    confirm(0);
    assertEquals(ResultCode.ACCEPTED, reply.get().code());
    assertEquals(0, rig.kept());
  }

  @Test
  void aPostThatIsNotDurableFailsAsItsLineSays() {
    CompletableFuture<Reply> many = post(1, RequestOptions.TRANSIENT);
    end(0, LineException.throttled(40_000, "too many"));
    ExecutionException failure = assertThrows(ExecutionException.class, many::get);
    assertTrue(failure.getMessage().contains("too many"), failure.getMessage());
    assertTrue(rig.door.status().queue().pace().slowed());
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(0, rig.kept());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ext/ntp/pk/dn/request", "/ext/session/pk/dn/combine/batch_login"})
  void aQuestionThatNobodyCouldAnswerIsNotSent(String topic) {
    CompletableFuture<Void> sent =
        rig.door.publish(new Message(topic, new byte[2]), Delivery.TRANSIENT).toCompletableFuture();
    assertTrue(sent.isDone());
    ExecutionException failure = assertThrows(ExecutionException.class, sent::get);
    LinkException known = assertInstanceOf(LinkException.class, failure.getCause());
    assertEquals(LinkException.Reason.NO_DOWNLINK, known.reason());
    assertTrue(rig.transport().sent.isEmpty());
  }

  @Test
  void oneMessageIsUnderWayAtATime() {
    post(1);
    post(2);
    assertEquals(1, posts().size());
    confirm(0);
    assertEquals(2, posts().size());
  }

  @Test
  void tooManyPausesAndSlowsDownAndNothingIsLost() {
    CompletableFuture<Reply> reply = post(1);
    end(0, LineException.throttled(40_000, "too many"));
    assertEquals(1, rig.kept());
    assertTrue(rig.door.status().queue().pace().slowed());
    assertEquals(SessionState.ONLINE, rig.state());
    rig.leap(4);
    assertEquals(1, posts().size());
    rig.leap(1);
    assertEquals(2, posts().size());
    confirm(1);
    assertTrue(reply.join().isSuccess());
  }

  @Test
  void whatWillNeverBeTakenIsSetAsideAndTheNextOneGoes() {
    CompletableFuture<Reply> bad = post(1);
    CompletableFuture<Reply> good = post(2);
    end(0, LineException.unfit(10_001, "param error"));
    confirm(1);
    ExecutionException failure = assertThrows(ExecutionException.class, bad::get);
    LinkException known = assertInstanceOf(LinkException.class, failure.getCause());
    assertEquals(LinkException.Reason.DROPPED, known.reason());
    assertTrue(known.getMessage().contains("param error"), known.getMessage());
    assertTrue(good.join().isSuccess());
    assertEquals(1, rig.queue.deadLetters.size());
    assertEquals(SessionState.ONLINE, rig.state());
  }
}
