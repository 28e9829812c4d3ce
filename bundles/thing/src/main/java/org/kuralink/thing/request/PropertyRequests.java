/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.request;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.tsl.Violation;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.handler.Whiteboard.Handler;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ProductModels;

/**
 * The platform's requests that set and read properties (developer guide 4 and 9.5), answered by the
 * handlers and sources of applications. Runs on the executors of the connection.
 */
public final class PropertyRequests {

  /** The method that sets properties. */
  public static final String SET = "thing.service.property.set";

  /** The method that reads properties. */
  public static final String GET = "thing.service.property.get";

  private final ProductModels models;
  private final Devices devices;
  private final Calls calls;
  private final Whiteboard.Serving<PropertySetHandler> handlers;
  private final Whiteboard.Serving<PropertySource> sources;
  private final BiConsumer<Device, Map<String, Object>> report;

  /**
   * Creates the requests of the devices of one session.
   *
   * @param report posts the values that were set
   */
  public PropertyRequests(
      ProductModels models,
      Devices devices,
      Calls calls,
      Whiteboard.Serving<PropertySetHandler> handlers,
      Whiteboard.Serving<PropertySource> sources,
      BiConsumer<Device, Map<String, Object>> report) {
    this.models = models;
    this.devices = devices;
    this.calls = calls;
    this.handlers = handlers;
    this.sources = sources;
    this.report = report;
  }

  /** Sets properties of a device. */
  public CompletionStage<Reply> set(DeviceLink link, Request request) {
    DeviceIdentity device = link.identity();
    ModelCheck check = models.check(link);
    return check.lacksChecker()
        ? HandlerFaults.modelUnavailable()
        : calls.once(
            device,
            request,
            attempt -> set(new Setting(devices.of(device), check, attempt), request));
  }

  /** Checks all properties; calls the handlers only if every property is allowed and has one. */
  private CompletionStage<Reply> set(Setting setting, Request request) {
    if (!request.hasParams()) {
      return HandlerFaults.wrong("params is missing");
    }
    ModelCheck.Checked checked;
    try {
      if (!(Json.read(request.params()) instanceof Map<?, ?> params)) {
        return HandlerFaults.wrong("params is not a JSON object");
      }
      checked = setting.check.checkSet(params);
    } catch (IOException e) {
      return HandlerFaults.wrong("params " + e.getMessage());
    }
    DeviceIdentity device = setting.device.identity();
    models.refreshIfUnknown(device.productKey(), checked.violations());
    List<Violation> refused = models.refused(SET, checked);
    if (!refused.isEmpty()) {
      return HandlerFaults.wrong(refused);
    }
    Map<Handler<PropertySetHandler>, Set<String>> assigned =
        Whiteboard.assign(handlers.serving(device), checked.values().keySet());
    Set<String> orphans = new LinkedHashSet<>(checked.values().keySet());
    assigned.values().forEach(orphans::removeAll);
    return orphans.isEmpty()
        ? set(setting, assigned, checked.values())
        : HandlerFaults.failed(
            "no handler on this device for the properties " + String.join(", ", orphans));
  }

  /** Calls one handler after the other, until one fails. */
  private CompletionStage<Reply> set(
      Setting setting,
      Map<Handler<PropertySetHandler>, Set<String>> assigned,
      Map<String, Object> values) {
    CompletionStage<Reply> chain = CompletableFuture.completedFuture(Reply.success());
    for (Map.Entry<Handler<PropertySetHandler>, Set<String>> entry : assigned.entrySet()) {
      Map<String, Object> part = new LinkedHashMap<>();
      entry.getValue().forEach(identifier -> part.put(identifier, values.get(identifier)));
      chain =
          chain.thenCompose(
              before ->
                  before.isSuccess()
                      ? setting.ask(entry.getKey(), part)
                      : CompletableFuture.completedFuture(before));
    }
    // A separate stage, so that the answer is sent before the post.
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    chain
        .exceptionally(HandlerFaults::failure)
        .thenAccept(
            reply -> {
              answer.complete(setting.withPartial(reply));
              reportReadable(setting);
            });
    return answer;
  }

  private void reportReadable(Setting setting) {
    setting.device.remember(setting.done);
    Map<String, Object> readable = new LinkedHashMap<>(setting.done);
    readable.keySet().removeIf(identifier -> !setting.check.isReadable(identifier));
    if (!readable.isEmpty()) {
      report.accept(setting.device, readable);
    }
  }

  /** Reads properties from their sources; without a source answers the last value. */
  public CompletionStage<Reply> get(DeviceLink link, Request request) {
    DeviceIdentity device = link.identity();
    ModelCheck check = models.check(link);
    Set<String> identifiers = new LinkedHashSet<>();
    if (!identifiers(request, identifiers)) {
      return HandlerFaults.wrong("params is not an array of identifiers");
    }
    List<Violation> violations = models.rejects() ? check.checkGet(identifiers) : List.of();
    models.refreshIfUnknown(device.productKey(), violations);
    return violations.isEmpty()
        ? calls.once(
            device, request, attempt -> read(devices.of(device), identifiers, check, attempt))
        : HandlerFaults.wrong(violations);
  }

  private static boolean identifiers(Request request, Set<String> identifiers) {
    try {
      if (!(Json.read(request.params()) instanceof List<?> params)) {
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

  /** Reads values. Reading changes nothing, so it never begins in the sense of {@link Calls}. */
  private CompletionStage<Reply> read(
      Device device, Set<String> identifiers, ModelCheck check, Calls.Attempt attempt) {
    List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
    DeviceIdentity identity = device.identity();
    Whiteboard.assign(sources.serving(identity), identifiers)
        .forEach(
            (source, part) ->
                answers.add(
                    source
                        .queue()
                        .call(
                            identity,
                            () -> source.service().get(identity, part),
                            attempt.deadline())));
    return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> reply(device, identifiers, answers, check));
  }

  private static Reply reply(
      Device device,
      Set<String> identifiers,
      List<CompletableFuture<Map<String, Object>>> answers,
      ModelCheck check) {
    Map<String, Object> known = new LinkedHashMap<>();
    identifiers.forEach(id -> device.value(id).ifPresent(value -> known.put(id, value)));
    for (CompletableFuture<Map<String, Object>> answer : answers) {
      answer
          .join()
          .forEach(
              (identifier, value) -> {
                if (value != null && identifiers.contains(identifier)) {
                  known.put(identifier, check.check(identifier, value).value());
                }
              });
    }
    return answer(known, check);
  }

  /** Answers the values that JSON can represent; names the others in the message. */
  private static Reply answer(Map<String, Object> known, ModelCheck check) {
    Map<String, Object> valid = new LinkedHashMap<>();
    List<Violation> left = new ArrayList<>();
    known.forEach(
        (identifier, value) -> {
          try {
            valid.put(identifier, JsonOutput.text(check.form(identifier, value)));
          } catch (IllegalArgumentException e) {
            left.add(new Violation(identifier, String.valueOf(e.getMessage())));
          }
        });
    if (left.isEmpty()) {
      return Reply.success(JsonOutput.text(valid));
    }
    String words = HandlerFaults.words(left);
    return valid.isEmpty()
        ? Reply.failure(ResultCode.REQUEST_ERROR, words)
        : new Reply(ResultCode.SUCCESS, JsonOutput.text(valid), Optional.of(words));
  }

  /** A request to set properties that is being answered. */
  private static final class Setting {

    private final Device device;
    private final ModelCheck check;
    private final Calls.Attempt attempt;
    private final Map<String, Object> done = new LinkedHashMap<>();

    Setting(Device device, ModelCheck check, Calls.Attempt attempt) {
      this.device = device;
      this.check = check;
      this.attempt = attempt;
    }

    CompletionStage<Reply> ask(Handler<PropertySetHandler> handler, Map<String, Object> part) {
      return handler
          .queue()
          .call(
              device.identity(),
              () -> {
                attempt.begin();
                // A copy, because the handler may change its map.
                return handler.service().set(device.identity(), new LinkedHashMap<>(part));
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

    Reply withPartial(Reply reply) {
      if (reply.isSuccess() || done.isEmpty()) {
        return reply;
      }
      String words = reply.message().orElse("failed") + "; set before it: " + done.keySet();
      return Reply.failure(reply.code(), words);
    }
  }
}
