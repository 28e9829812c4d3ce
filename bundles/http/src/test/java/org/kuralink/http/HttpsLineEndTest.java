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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;

/** A line is closed, or its bundle stopped, during an operation: all callers are notified. */
class HttpsLineEndTest extends HttpsStage {

  private static final int STEP = 7;

  @Test
  void aLineThatIsClosedAtTheMomentItBeginsIsGivenUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    platform.logins =
        request -> {
          hold(never);
          return UplinkDouble.ok();
        };
    Deque<Runnable> work = new ArrayDeque<>();
    LineSettings settings = settings("ca", Optional.empty(), Duration.ofSeconds(20));
    HttpsLine line = new HttpsLine(settings, this, work::add, Clock.systemUTC(), it -> {});
    CompletableFuture<OpenLine> opening = line.open().toCompletableFuture();
    Thread closing = new Thread(line::close);
    synchronized (line) {
      closing.start();
      while (closing.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      work.remove().run();
    }
    assertThrows(ExecutionException.class, () -> opening.get(10, TimeUnit.SECONDS));
    never.countDown();
  }

  @Test
  void whatIsUnderWayWhenTheBundleStopsEndsAndWhatWaitsForAThreadToo() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    platform.messages =
        request -> {
          hold(never);
          return UplinkDouble.ok();
        };
    CompletableFuture<Void> hangs = publish(opened(), "1").toCompletableFuture();
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch disk = new CountDownLatch(1);
    LineSettings some = settings("ca", Optional.empty(), Duration.ofSeconds(20));
    ServerTrust slow =
        () -> {
          begun.countDown();
          hold(disk);
          return some.trust().context();
        };
    LineSettings slowly =
        new LineSettings(
            some.login(), some.server(), slow, some.proxy(), some.data(), some.limits());
    List<CompletionStage<OpenLine>> opening =
        IntStream.range(0, 3).mapToObj(i -> line(slowly).open()).toList();
    begun.await();
    component.deactivate();
    disk.countDown();
    for (CompletionStage<OpenLine> each : opening) {
      assertEquals(Cause.LINK_LOST, failure(each).cause());
    }
    assertThrows(ExecutionException.class, () -> hangs.get(10, TimeUnit.SECONDS));
    never.countDown();
  }

  /** Whether it did what was asked. */
  private static boolean ends(CompletionStage<?> stage) throws Exception {
    return await(stage.handle((result, failure) -> failure == null));
  }

  /** Nearly: of an answer to a log-in, and to a message of the line that the kept token makes. */
  @Test
  void afterAnyByteOfAnAnswer() throws Exception {
    String token = UplinkDouble.json("{\"code\":0,\"info\":{\"token\":\"tok-1\"}}");
    platform.logins = request -> token;
    for (int sent = 0; sent < token.length(); sent += STEP) {
      platform.cutBehind = sent;
      Line line = line();
      assertFalse(ends(line.open()), "after " + sent + " bytes");
      line.close();
    }
    assertTrue(lost.isEmpty());
    platform.cutBehind = token.length();
    opened().close();
    for (int sent = 0; sent < UplinkDouble.ok().length(); sent += STEP) {
      platform.cutBehind = sent;
      Line line = opened();
      assertFalse(ends(publish(line, "1")), "after " + sent + " bytes");
      assertEquals(1, lost.size());
      lost.clear();
      line.close();
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await(120, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
