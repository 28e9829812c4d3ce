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
import java.time.Duration;
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
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.handler.Handler;
import org.kuralink.thing.handler.Refusals;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.Role;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.Strictness;

/**
 * Answers the platform's requests to set and to read properties (developer guide 4 and 9.5) with
 * what the applications' handlers and sources do. Runs on the connection's executors and has no
 * thread of its own.
 */
public final class PropertyRequests implements Role {

  static final String SET = "thing.service.property.set";
  static final String GET = "thing.service.property.get";

  private final String connection;
  private final Strictness strictness;
  private final Supplier<ModelCheck> checks;
  private final Whiteboard<PropertySetHandler> handlers;
  private final Whiteboard<PropertySource> sources;
  private final LastValues lastValues;
  private final Calls calls;
  private final Duration limit;
  private final Consumer<Map<String, Object>> report;
  private final Registrations answers = new Registrations();

  /**
   * Answers for one thing.
   *
   * @param report posts the values that were set, so that the platform sees them
   */
  public PropertyRequests(
      String connection,
      Strictness strictness,
      Supplier<ModelCheck> checks,
      Whiteboard<PropertySetHandler> handlers,
      Whiteboard<PropertySource> sources,
      LastValues lastValues,
      Calls calls,
      Duration limit,
      Consumer<Map<String, Object>> report) {
    this.connection = connection;
    this.strictness = strictness;
    this.checks = checks;
    this.handlers = handlers;
    this.sources = sources;
    this.lastValues = lastValues;
    this.calls = calls;
    this.limit = limit;
    this.report = report;
  }

  @Override
  public void attach(DeviceLink link) {
    calls.load();
    DeviceIdentity device = link.identity();
    answers.add(link.answer(SET, request -> set(device, request)));
    answers.add(link.answer(GET, request -> get(device, request)));
  }

  @Override
  public void detach() {
    answers.close();
  }

  private CompletionStage<Reply> set(DeviceIdentity device, Request request) {
    ModelCheck check = checks.get();
    return check.isBlind()
        ? Refusals.blind()
        : calls.once(device, request, limit, attempt -> set(device, request, check, attempt));
  }

  /** Sets all of the properties or, where one of them cannot be right, none. */
  private CompletionStage<Reply> set(
      DeviceIdentity device, Request request, ModelCheck check, Calls.Attempt attempt) {
    if (!request.hasParams()) {
      return Refusals.wrong("params is missing");
    }
    ModelCheck.Checked checked;
    try {
      if (!(JsonForm.read(request.params()) instanceof Map<?, ?> params)) {
        return Refusals.wrong("params is no object of identifiers and values");
      }
      checked = check.checkSet(params);
    } catch (IOException e) {
      return Refusals.wrong("params " + e.getMessage());
    }
    List<Violation> refused = strictness.refused(SET, checked);
    if (!refused.isEmpty()) {
      return Refusals.wrong(refused);
    }
    Map<Handler<PropertySetHandler>, Set<String>> assigned =
        handlers.assign(connection, checked.values().keySet());
    Set<String> orphans = new LinkedHashSet<>(checked.values().keySet());
    assigned.values().forEach(orphans::removeAll);
    return orphans.isEmpty()
        ? set(device, assigned, checked.values(), check, attempt)
        : Refusals.failed("no handler on this device sets " + String.join(", ", orphans));
  }

  /** Asks one handler after the other, until one fails. */
  private CompletionStage<Reply> set(
      DeviceIdentity device,
      Map<Handler<PropertySetHandler>, Set<String>> assigned,
      Map<String, Object> values,
      ModelCheck check,
      Calls.Attempt attempt) {
    Map<String, Object> done = new LinkedHashMap<>();
    CompletionStage<Reply> chain = CompletableFuture.completedFuture(Reply.success());
    for (Map.Entry<Handler<PropertySetHandler>, Set<String>> entry : assigned.entrySet()) {
      Map<String, Object> part = new LinkedHashMap<>();
      entry.getValue().forEach(identifier -> part.put(identifier, values.get(identifier)));
      chain =
          chain.thenCompose(
              before ->
                  before.isSuccess()
                      ? set(entry.getKey(), part, done, attempt)
                      : CompletableFuture.completedFuture(before));
    }
    // A stage of its own, so that the answer is on its way before the report.
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    chain
        .exceptionally(Refusals::failure)
        .thenAccept(
            reply -> {
              answer.complete(withPartial(reply, done));
              reportReadable(device, done, check);
            });
    return answer;
  }

  private static CompletionStage<Reply> set(
      Handler<PropertySetHandler> handler,
      Map<String, Object> part,
      Map<String, Object> done,
      Calls.Attempt attempt) {
    return handler
        .lane()
        .call(
            () -> {
              attempt.begin();
              return handler.service().set(part);
            },
            attempt.deadline())
        .thenApply(
            reply -> {
              if (reply.isSuccess()) {
                done.putAll(part);
              }
              return reply;
            });
  }

  private void reportReadable(DeviceIdentity device, Map<String, Object> done, ModelCheck check) {
    lastValues.remember(device, done);
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
  private CompletionStage<Reply> get(DeviceIdentity device, Request request) {
    ModelCheck check = checks.get();
    Set<String> identifiers = new LinkedHashSet<>();
    if (!identifiers(request, identifiers)) {
      return Refusals.wrong("params is no array of identifiers");
    }
    List<Violation> violations = strictness.rejects() ? check.checkGet(identifiers) : List.of();
    return violations.isEmpty()
        ? calls.once(device, request, limit, attempt -> read(device, identifiers, check, attempt))
        : Refusals.wrong(violations);
  }

  private static boolean identifiers(Request request, Set<String> identifiers) {
    try {
      if (!(JsonForm.read(request.params()) instanceof List<?> params)) {
        return false;
      }
      for (Object identifier : params) {
        if (!(identifier instanceof String text)) {
          return false;
        }
        identifiers.add(text);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reading changes nothing, hence it is never begun, and may be asked for again. */
  private CompletionStage<Reply> read(
      DeviceIdentity device, Set<String> identifiers, ModelCheck check, Calls.Attempt attempt) {
    List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
    sources
        .assign(connection, identifiers)
        .forEach(
            (source, part) ->
                answers.add(
                    source.lane().call(() -> source.service().get(part), attempt.deadline())));
    return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> reply(device, identifiers, answers, check));
  }

  private Reply reply(
      DeviceIdentity device,
      Set<String> identifiers,
      List<CompletableFuture<Map<String, Object>>> answers,
      ModelCheck check) {
    Map<String, Object> known = new LinkedHashMap<>();
    identifiers.forEach(id -> lastValues.of(device, id).ifPresent(value -> known.put(id, value)));
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
}
