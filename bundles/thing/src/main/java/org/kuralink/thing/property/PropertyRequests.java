/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.property;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.Role;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.model.PropertyCheck;

/**
 * Answers the platform's requests to set and to read properties (developer guide 4 and 9.5) with
 * what the applications' handlers and sources do. Runs on the connection's executors and has no
 * thread of its own.
 */
public final class PropertyRequests implements Role {

  static final String SET = "thing.service.property.set";
  static final String GET = "thing.service.property.get";

  private final String connection;
  private final Supplier<PropertyCheck> checks;
  private final Whiteboard<PropertySetHandler> handlers;
  private final Whiteboard<PropertySource> sources;
  private final LastValues lastValues;
  private final Consumer<Map<String, Object>> report;
  private final Registrations answers = new Registrations();

  /**
   * Answers for one thing.
   *
   * @param report posts the values that were set, so that the platform sees them
   */
  public PropertyRequests(
      String connection,
      Supplier<PropertyCheck> checks,
      Whiteboard<PropertySetHandler> handlers,
      Whiteboard<PropertySource> sources,
      LastValues lastValues,
      Consumer<Map<String, Object>> report) {
    this.connection = connection;
    this.checks = checks;
    this.handlers = handlers;
    this.sources = sources;
    this.lastValues = lastValues;
    this.report = report;
  }

  @Override
  public void attach(DeviceLink link) {
    answers.add(link.answer(SET, this::set));
    answers.add(link.answer(GET, this::get));
  }

  @Override
  public void detach() {
    answers.close();
  }

  /** Sets all of the properties or, where one of them cannot be right, none. */
  private CompletionStage<Reply> set(Request request) {
    PropertyCheck check = checks.get();
    if (check.isBlind()) {
      return busy();
    }
    if (!(parsed(request) instanceof Map<?, ?> params)) {
      return wrong("params is no object of identifiers and values");
    }
    PropertyCheck.Checked checked = check.checkSet(params);
    if (!checked.violations().isEmpty()) {
      return wrong(words(checked.violations()));
    }
    Map<PropertySetHandler, Set<String>> assigned =
        handlers.assign(connection, checked.values().keySet());
    Set<String> orphans = new LinkedHashSet<>(checked.values().keySet());
    assigned.values().forEach(orphans::removeAll);
    return orphans.isEmpty()
        ? set(assigned, checked.values(), check)
        : failed("no handler on this device sets " + String.join(", ", orphans));
  }

  /** Asks one handler after the other, until one fails. */
  private CompletionStage<Reply> set(
      Map<PropertySetHandler, Set<String>> assigned,
      Map<String, Object> values,
      PropertyCheck check) {
    Map<String, Object> done = new LinkedHashMap<>();
    CompletionStage<Reply> chain = CompletableFuture.completedFuture(Reply.success());
    for (Map.Entry<PropertySetHandler, Set<String>> entry : assigned.entrySet()) {
      Map<String, Object> part = new LinkedHashMap<>();
      entry.getValue().forEach(identifier -> part.put(identifier, values.get(identifier)));
      chain =
          chain.thenCompose(
              before -> {
                if (!before.isSuccess()) {
                  return CompletableFuture.completedFuture(before);
                }
                return guarded(() -> entry.getKey().set(part))
                    .thenApply(
                        reply -> {
                          if (reply.isSuccess()) {
                            done.putAll(part);
                          }
                          return reply;
                        });
              });
    }
    // A stage of its own, so that the answer is on its way before the report.
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    chain
        .exceptionally(failure -> failure(failure))
        .thenAccept(
            reply -> {
              answer.complete(withPartial(reply, done));
              reportReadable(done, check);
            });
    return answer;
  }

  private void reportReadable(Map<String, Object> done, PropertyCheck check) {
    lastValues.remember(done);
    Map<String, Object> readable = new LinkedHashMap<>(done);
    readable.keySet().removeIf(identifier -> !check.isReadable(identifier));
    if (!readable.isEmpty()) {
      report.accept(readable);
    }
  }

  private static Reply withPartial(Reply reply, Map<String, Object> done) {
    if (reply.isSuccess() || done.isEmpty()) {
      return reply;
    }
    String words = reply.message().orElse("failed") + "; set before it: " + done.keySet();
    return Reply.failure(reply.code(), words);
  }

  /** Reads properties from their sources, or else tells what was posted or set last. */
  private CompletionStage<Reply> get(Request request) {
    PropertyCheck check = checks.get();
    Set<String> identifiers = new LinkedHashSet<>();
    if (!(parsed(request) instanceof List<?> params)) {
      return wrong("params is no array of identifiers");
    }
    for (Object identifier : params) {
      if (!(identifier instanceof String text)) {
        return wrong("params is no array of identifiers");
      }
      identifiers.add(text);
    }
    List<Violation> violations = check.checkGet(identifiers);
    if (!violations.isEmpty()) {
      return wrong(words(violations));
    }
    List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
    sources
        .assign(connection, identifiers)
        .forEach((s, part) -> answers.add(guarded(() -> s.get(part)).toCompletableFuture()));
    return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> reply(identifiers, answers, check))
        .exceptionally(failure -> failure(failure));
  }

  private Reply reply(
      Set<String> identifiers,
      List<CompletableFuture<Map<String, Object>>> answers,
      PropertyCheck check) {
    Map<String, Object> known = new LinkedHashMap<>();
    identifiers.forEach(id -> lastValues.of(id).ifPresent(value -> known.put(id, value)));
    for (CompletableFuture<Map<String, Object>> answer : answers) {
      answer
          .join()
          .forEach(
              (identifier, value) -> {
                if (identifiers.contains(identifier)) {
                  known.put(identifier, check.check(identifier, value).value());
                }
              });
    }
    StringBuilder data = new StringBuilder();
    String separator = "{";
    for (Map.Entry<String, Object> entry : known.entrySet()) {
      data.append(separator);
      JsonForm.writeText(data, entry.getKey());
      JsonForm.write(data.append(':'), check.type(entry.getKey()), entry.getValue());
      separator = ",";
    }
    return Reply.success(JsonText.of(data.append(known.isEmpty() ? "{}" : "}").toString()));
  }

  private static @Nullable Object parsed(Request request) {
    try {
      return JsonForm.read(request.params());
    } catch (IOException e) {
      return null;
    }
  }

  /** An application's stage, or its exception or null as a failed one. */
  private static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> call) {
    try {
      CompletionStage<T> stage = call.get();
      return stage != null ? stage : nothing();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <T> CompletionStage<T> nothing() {
    return CompletableFuture.failedFuture(new IllegalStateException("the handler answers nothing"));
  }

  private static Reply failure(Throwable failure) {
    return Reply.failure(ResultCode.REQUEST_ERROR, Failures.words(failure));
  }

  private static CompletionStage<Reply> busy() {
    return reply(ResultCode.TOO_MANY_REQUESTS, "the thing model is being replaced; try again");
  }

  private static CompletionStage<Reply> wrong(String words) {
    return reply(ResultCode.PARAMETER_ERROR, words);
  }

  private static CompletionStage<Reply> failed(String words) {
    return reply(ResultCode.REQUEST_ERROR, words);
  }

  private static CompletionStage<Reply> reply(ResultCode code, String words) {
    return CompletableFuture.completedFuture(Reply.failure(code, words));
  }

  private static String words(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
  }
}
