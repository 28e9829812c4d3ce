/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.log;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.Role;
import org.kuralink.thing.link.ThingThread;
import org.kuralink.thing.model.JsonForm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lines of our own log to the platform ({@code thing.log.post}), unless that says that it
 * wants none. Works on the thing's thread; lines come on any. Of its own failures it speaks at
 * level DEBUG only, which is never sent.
 */
public final class LogUpload implements Role {

  static final String POST = "thing.log.post";
  static final String GET = "thing.config.log.get";
  static final String PUSH = "thing.config.log.push";

  /** How many lines wait; beyond it the oldest are dropped. */
  static final int CAPACITY = 500;

  /** How many lines one message has. */
  static final int BATCH = 40;

  /** From one message to the next; doubles from failure to failure. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** The longest pause. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private static final JsonText QUESTION =
      JsonText.of("{\"configScope\":\"device\",\"getType\":\"content\"}");
  private static final Logger LOG = LoggerFactory.getLogger(LogUpload.class);

  private final String name;
  private final UploadLevel level;
  private final Function<Consumer<LogLine>, Optional<Registration>> source;
  private final Function<DeviceLink, DeviceLink> guard;
  private final ScheduledExecutorService thread;
  private final Deque<LogLine> waiting = new ArrayDeque<>();
  private final Registrations registrations = new Registrations();
  private boolean scheduled;

  private @Nullable DeviceLink link;
  private boolean wanted = true;
  private Duration pause = PAUSE;

  LogUpload(
      String name,
      UploadLevel level,
      Function<Consumer<LogLine>, Optional<Registration>> source,
      Function<DeviceLink, DeviceLink> guard,
      ScheduledExecutorService thread) {
    this.name = name;
    this.level = level;
    this.source = source;
    this.guard = guard;
    this.thread = thread;
  }

  /**
   * Sends what the logging system of this gateway gets.
   *
   * @param guard keeps a device that is not active from sending
   */
  public static LogUpload ofLoggers(
      String name,
      UploadLevel level,
      Function<DeviceLink, DeviceLink> guard,
      ScheduledExecutorService thread) {
    return new LogUpload(
        name,
        level,
        listener -> LogTap.open(LoggerFactory.getILoggerFactory(), listener),
        guard,
        thread);
  }

  @Override
  public void attach(DeviceLink present) {
    Optional<Registration> tap = source.apply(this::add);
    if (tap.isEmpty()) {
      LOG.warn(
          "{}: log.upload is {}, but only Logback can be listened to, and this is {}; nothing is"
              + " sent",
          name,
          level,
          LoggerFactory.getILoggerFactory().getClass().getName());
      return;
    }
    registrations.add(tap.get());
    link = present;
    registrations.add(present.answer(PUSH, this::pushed));
    registrations.add(
        present.addListener(
            online -> {
              if (online) {
                ThingThread.run(thread, () -> ask(present));
              }
            }));
    if (present.isOnline()) {
      ask(present);
    }
  }

  @Override
  public void detach() {
    registrations.close();
    link = null;
  }

  /** Takes a line, on the thread that logs: must neither wait nor log. */
  void add(LogLine line) {
    if (!line.logger().startsWith(LogLine.OURS) || !level.includes(line.level())) {
      return;
    }
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
    ThingThread.later(thread, delay, this::send);
  }

  private void ask(DeviceLink present) {
    present
        .request(GET, QUESTION)
        .whenComplete(
            (reply, failure) ->
                ThingThread.run(
                    thread,
                    () -> {
                      if (reply != null && reply.isSuccess()) {
                        mode(reply.data());
                      }
                      sendLater();
                    }));
  }

  private CompletionStage<Reply> pushed(Request request) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    ThingThread.run(
        thread,
        () -> {
          if (mode(request.params())) {
            answer.complete(Reply.success());
            sendLater();
          } else {
            HandlerFaults.wrong("params is no {\"content\":{\"mode\":0 or 1}}")
                .thenAccept(answer::complete);
          }
        });
    return answer;
  }

  /** Takes what the platform says of its wishes; false if it says nothing of use. */
  private boolean mode(JsonText data) {
    try {
      if (JsonForm.read(data) instanceof Map<?, ?> map
          && map.get("content") instanceof Map<?, ?> content
          && content.get("mode") instanceof Long mode
          && (mode == 0 || mode == 1)) {
        wanted = mode == 1;
        return true;
      }
    } catch (IOException e) {
      LOG.debug("{}: what the platform says of logs cannot be read: {}", name, e.getMessage());
    }
    return false;
  }

  private void send() {
    List<LogLine> lines;
    DeviceLink present = link;
    synchronized (waiting) {
      scheduled = false;
      if (!wanted) {
        waiting.clear();
      }
      if (present == null || !present.isOnline() || waiting.isEmpty()) {
        return;
      }
      lines = take();
      // Until the reply is there no other message is sent.
      scheduled = true;
    }
    StringBuilder params = new StringBuilder();
    for (LogLine line : lines) {
      line.write(params.append(params.isEmpty() ? '[' : ','));
    }
    guard
        .apply(present)
        .request(POST, JsonText.of(params.append(']').toString()))
        .whenComplete((reply, failure) -> ThingThread.run(thread, () -> sent(reply, failure)));
  }

  private List<LogLine> take() {
    List<LogLine> lines = new ArrayList<>();
    while (lines.size() < BATCH && !waiting.isEmpty()) {
      lines.add(waiting.removeFirst());
    }
    return lines;
  }

  private void sent(@Nullable Reply reply, @Nullable Throwable failure) {
    boolean success = reply != null && reply.isSuccess();
    if (!success) {
      LOG.debug(
          "{}: log lines were not taken: {}",
          name,
          failure == null ? String.valueOf(reply) : HandlerFaults.words(failure));
    }
    synchronized (waiting) {
      scheduled = false;
      Duration longer = pause.multipliedBy(2);
      pause = success ? PAUSE : longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
    sendLater();
  }
}
