/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends log lines of this gateway to the platform ({@code thing.log.post}) unless the platform
 * rejects them. Runs on one thread; any thread may add lines. Never sends log lines of this
 * package.
 */
final class LogUpload {

  static final String POST = "thing.log.post";
  static final String GET = "thing.config.log.get";
  static final String PUSH = "thing.config.log.push";

  /** The capacity of the queue; when it is full the oldest line is dropped. */
  static final int CAPACITY = 500;

  /** The maximum number of lines in a message. */
  static final int BATCH = 40;

  /** The delay between two messages; it doubles after each failure. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private static final String OWN = LogUpload.class.getPackageName() + ".";
  private static final JsonText QUESTION =
      JsonOutput.text(Map.of("configScope", "device", "getType", "content"));
  private static final Logger LOG = LoggerFactory.getLogger(LogUpload.class);

  private final String name;
  private final UploadLevel level;
  private final Predicate<DeviceIdentity> mayReport;
  private final ScheduledExecutorService thread;
  private final Deque<LogLine> waiting = new ArrayDeque<>();
  private final List<Registration> registrations = new ArrayList<>();
  private boolean scheduled;
  private Duration pause = PAUSE;

  private @Nullable DeviceLink link;
  private boolean wanted = true;
  private boolean complained;

  /**
   * Creates an upload that sends nothing until it has a link.
   *
   * @param mayReport whether the platform allows a device to report
   * @param thread the thread on which all methods except {@link #add} are called
   */
  LogUpload(
      String name,
      UploadLevel level,
      Predicate<DeviceIdentity> mayReport,
      ScheduledExecutorService thread) {
    this.name = name;
    this.level = level;
    this.mayReport = mayReport;
    this.thread = thread;
  }

  /** Sends over this link from now on; stops sending if it is null. */
  void follow(@Nullable DeviceLink present) {
    if (link == present) {
      return;
    }
    registrations.forEach(Registration::close);
    registrations.clear();
    link = present;
    if (present == null) {
      return;
    }
    try {
      registrations.add(present.answer(PUSH, this::pushed));
    } catch (IllegalStateException e) {
      LOG.warn("{}: cannot send the log of {}: {}", name, present.identity(), e.getMessage());
      link = null;
      return;
    }
    registrations.add(
        present.addListener(
            online -> {
              if (online) {
                run(() -> ask(present));
              }
            }));
    if (present.isOnline()) {
      ask(present);
    }
  }

  /** Returns whether lines of this logger and level are sent. Thread-safe. */
  boolean wants(String logger, String of) {
    return logger.startsWith(LogLine.OURS) && !logger.startsWith(OWN) && level.includes(of);
  }

  /**
   * Adds a line that {@link #wants} accepts. Called on the thread that logs; neither blocks nor
   * logs.
   */
  void add(LogLine line) {
    synchronized (waiting) {
      if (waiting.size() >= CAPACITY) {
        waiting.removeFirst();
      }
      waiting.addLast(line);
    }
    sendLater();
  }

  private void sendLater() {
    Duration delay;
    synchronized (waiting) {
      if (scheduled || waiting.isEmpty()) {
        return;
      }
      scheduled = true;
      delay = pause;
    }
    try {
      thread.schedule(this::send, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      // The upload has been closed and needs no more lines.
      return;
    }
  }

  private void run(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException ended) {
      return;
    }
  }

  private void ask(DeviceLink present) {
    present
        .request(GET, QUESTION)
        .whenComplete(
            (reply, failure) ->
                run(
                    () -> {
                      if (reply != null && reply.isSuccess()) {
                        take(reply.data());
                      }
                      sendLater();
                    }));
  }

  private CompletionStage<Reply> pushed(Request request) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    run(
        () -> {
          if (take(request.params())) {
            answer.complete(Reply.success());
            sendLater();
          } else {
            answer.complete(
                Reply.failure(
                    ResultCode.PARAMETER_ERROR, "params must be {\"content\":{\"mode\":0 or 1}}"));
          }
        });
    return answer;
  }

  /**
   * Applies the log setting of the platform; returns false if the message contains no valid
   * setting.
   */
  private boolean take(JsonText data) {
    try {
      if (Json.read(data) instanceof Map<?, ?> map
          && map.get("content") instanceof Map<?, ?> content
          && content.get("mode") instanceof Long mode
          && (mode == 0 || mode == 1)) {
        wanted = mode == 1;
        return true;
      }
    } catch (JsonException e) {
      LOG.debug("{}: cannot read the log setting of the platform: {}", name, e.getMessage());
    }
    return false;
  }

  private void send() {
    List<Map<String, String>> lines = new ArrayList<>();
    DeviceLink present = link;
    boolean may = present != null && present.isOnline() && mayReport.test(present.identity());
    synchronized (waiting) {
      scheduled = false;
      if (!wanted) {
        waiting.clear();
      }
      if (present == null || !may || waiting.isEmpty()) {
        return;
      }
      while (lines.size() < BATCH && !waiting.isEmpty()) {
        lines.add(waiting.removeFirst().form());
      }
      // No other message is sent until the reply has arrived.
      scheduled = true;
    }
    present
        .request(POST, JsonOutput.text(lines))
        .whenComplete((reply, failure) -> run(() -> sent(reply, failure)));
  }

  private void sent(@Nullable Reply reply, @Nullable Throwable failure) {
    boolean success = reply != null && reply.isSuccess();
    if (!success && !complained) {
      LOG.warn(
          "{}: the platform rejected log lines, retrying with increasing delays: {}",
          name,
          failure == null ? String.valueOf(reply) : words(failure));
    }
    complained = !success;
    synchronized (waiting) {
      scheduled = false;
      Duration longer = pause.multipliedBy(2);
      pause = success ? PAUSE : longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
    sendLater();
  }

  private static String words(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(
        failure instanceof CompletionException && cause != null
            ? cause.getMessage()
            : failure.getMessage());
  }
}
