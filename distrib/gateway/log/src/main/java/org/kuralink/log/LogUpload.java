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
 * Sends lines of our own log to the platform ({@code thing.log.post}), unless that says that it
 * wants none. Works on one thread; lines come on any. What this package logs itself is never sent.
 */
final class LogUpload {

  static final String POST = "thing.log.post";
  static final String GET = "thing.config.log.get";
  static final String PUSH = "thing.config.log.push";

  /** How many lines wait; beyond it the oldest are dropped. */
  static final int CAPACITY = 500;

  /** How many lines one message has. */
  static final int BATCH = 40;

  /** From one message to the next; doubles from failure to failure. */
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
   * Sends nothing before there is a link.
   *
   * @param mayReport whether the platform lets a device report
   * @param thread where all but {@link #add} is called
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

  /** Sends over this link from now on, over none if there is none. */
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
      LOG.warn("{}: sends no log of {}: {}", name, present.identity(), e.getMessage());
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

  /** Whether a line of such a logger and level is sent. Any thread. */
  boolean wants(String logger, String of) {
    return logger.startsWith(LogLine.OURS) && !logger.startsWith(OWN) && level.includes(of);
  }

  /** Takes a line that it {@link #wants}, on the thread that logs: neither waits nor logs. */
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
      // The upload has ended, and with it what the line was for.
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
                    ResultCode.PARAMETER_ERROR, "params is no {\"content\":{\"mode\":0 or 1}}"));
          }
        });
    return answer;
  }

  /** Takes what the platform says of its wishes; false if it says nothing of use. */
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
      LOG.debug("{}: what the platform says of logs cannot be read: {}", name, e.getMessage());
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
      // Until the reply is there no other message is sent.
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
          "{}: the platform does not take log lines, tried again ever more seldom: {}",
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
