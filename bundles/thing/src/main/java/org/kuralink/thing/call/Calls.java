/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.link.ThingThread;

/**
 * Runs each request of the platform exactly once and enforces its deadline. A redelivered request
 * (same device, method, id and parameters) gets the stored answer. A request without an id is
 * always new. Any thread may call.
 */
public final class Calls {

  private static final int KEY_BYTES = 16;

  private final CallMemory memory;
  private final ScheduledExecutorService timer;
  private final Duration limit;

  /**
   * @param memory stores requests and answers
   * @param timer watches the deadlines
   * @param limit the time for a request without a limit of its own
   */
  public Calls(CallMemory memory, ScheduledExecutorService timer, Duration limit) {
    this.memory = memory;
    this.timer = timer;
    this.limit = limit;
  }

  /** Returns the time for a request without a limit of its own. */
  public Duration limit() {
    return limit;
  }

  /** Reads the requests from before a restart; reads a file, hence not on an I/O thread. */
  public void load() {
    memory.load();
  }

  /** Answers a request within the default time. */
  public CompletionStage<Reply> once(
      DeviceIdentity device, Request request, Function<Attempt, CompletionStage<Reply>> work) {
    return once(device, request, limit, work);
  }

  /**
   * Answers a request.
   *
   * @param limit the time for the request
   * @param work carries the request out; must call {@link Attempt#begin} before it changes anything
   */
  public CompletionStage<Reply> once(
      DeviceIdentity device,
      Request request,
      Duration limit,
      Function<Attempt, CompletionStage<Reply>> work) {
    if (request.id().isEmpty()) {
      return run(new Attempt(ThingThread.deadline(timer, limit), () -> {}), work);
    }
    CallMemory.Known known = memory.open(key(device, request.id().get(), request));
    if (known.fresh()) {
      CallMemory.Remembered entry = known.entry();
      Attempt attempt = new Attempt(ThingThread.deadline(timer, limit), () -> memory.begin(entry));
      run(attempt, work).thenAccept(reply -> memory.answered(entry, reply));
    }
    return known.entry().reply.copy();
  }

  private static CompletionStage<Reply> run(
      Attempt attempt, Function<Attempt, CompletionStage<Reply>> work) {
    CompletionStage<Reply> stage;
    try {
      stage = work.apply(attempt);
    } catch (RuntimeException | LinkageError e) {
      // Thrown by the thing model service while its bundle is being replaced.
      stage = CompletableFuture.failedFuture(e);
    }
    return stage
        .exceptionally(HandlerFaults::failure)
        .whenComplete((reply, never) -> attempt.deadline.cancel(false));
  }

  private static String key(DeviceIdentity device, MessageId id, Request request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String head =
          String.join("\n", device.toString(), request.method(), id.text(), id.numeric() + "\n");
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      digest.update(request.params().bytes());
      return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A request that is being carried out. */
  public static final class Attempt {

    private final CompletableFuture<Void> deadline;
    private final Runnable begin;

    Attempt(CompletableFuture<Void> deadline, Runnable begin) {
      this.deadline = deadline;
      this.begin = begin;
    }

    /** Returns a future that completes when the time for the request is over. */
    public CompletableFuture<Void> deadline() {
      return deadline;
    }

    /** Records that the request must not be carried out again. May wait for the disk. */
    public void begin() {
      begin.run();
    }
  }
}
