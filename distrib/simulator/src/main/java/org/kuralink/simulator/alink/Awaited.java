/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** The pending requests to devices by the topics of their answers, and the finished ones. */
final class Awaited {
  private static final int MAX_WAITING = 10_000;

  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final AnswerCounts counts = new AnswerCounts();

  /**
   * A request and the topic of its answer, followed by {@code #id} if the id of the answer must
   * match too.
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these
  record Question(
      DeviceKey key,
      String id,
      String topic,
      String answerTopic,
      JsonElement request,
      byte[] payload,
      int qos) {

    CommandResult unanswered(String status, long elapsedMs) {
      return new CommandResult(
          id, topic, request, status, Optional.empty(), Optional.empty(), elapsedMs);
    }
  }

  private record Waiting(
      Question question, long startedAt, CompletableFuture<CommandResult> result) {

    long elapsedMs() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
    }
  }

  AnswerCounts counts() {
    return counts;
  }

  /** Sends, and expects the answer for so long; neither while this one or too many are awaited. */
  CompletableFuture<CommandResult> expect(
      Question question, long timeoutMs, ScheduledExecutorService scheduler, Runnable sending) {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    Waiting entry = new Waiting(question, System.nanoTime(), result);
    if (waiting.size() >= MAX_WAITING || waiting.putIfAbsent(question.answerTopic, entry) != null) {
      result.complete(question.unanswered(CommandResult.BUSY, 0));
      return result;
    }
    // Before the time runs, or what is called unanswered might never have been sent.
    sending.run();
    scheduler.schedule(() -> expire(entry), timeoutMs, TimeUnit.MILLISECONDS);
    return result;
  }

  private void expire(Waiting entry) {
    if (waiting.remove(entry.question.answerTopic, entry)) {
      counts.settled(entry.question.answerTopic, true);
      entry.result.complete(entry.question.unanswered(CommandResult.TIMEOUT, entry.elapsedMs()));
    }
  }

  /** Processes a possible answer of a device; returns whether a request was waiting for it. */
  boolean answered(DeviceKey key, String topic, byte[] payload) {
    Optional<JsonObject> reply = envelope(payload);
    JsonElement id = reply.map(r -> r.get("id")).orElse(null);
    String withId = id != null && id.isJsonPrimitive() ? topic + "#" + id.getAsString() : topic;
    String found = waiting.containsKey(withId) ? withId : topic;
    Waiting entry = waiting.remove(found);
    if (entry == null) {
      counts.notAwaited(key, withId, topic);
      return false;
    }
    counts.settled(found, false);
    Question question = entry.question;
    entry.result.complete(
        new CommandResult(
            question.id,
            question.topic,
            question.request,
            CommandResult.REPLIED,
            reply,
            Optional.of(Bytes.of(payload)),
            entry.elapsedMs()));
    return true;
  }

  private static Optional<JsonObject> envelope(byte[] payload) {
    try {
      return Optional.of(StrictJson.parseObject(payload));
    } catch (BadJsonException e) {
      return Optional.empty();
    }
  }
}
