/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.service;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Service;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the platform's calls of services (developer guide 9.5), by RRPC as well, with what the
 * applications' handlers do. Inputs and outputs are checked by the model.
 */
public final class ServiceRequests implements Role {

  /** A little less than the platform waits for a synchronous answer, so that it hears why. */
  static final Duration SYNCHRONOUS_LIMIT = Duration.ofMillis(3_900);

  private static final String PREFIX = "thing.service.";
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRequests.class);

  private final String connection;
  private final Strictness strictness;
  private final Duration limit;
  private final Supplier<ModelCheck> checks;
  private final Whiteboard<ServiceHandler> handlers;
  private final Calls calls;
  private final Registrations answers = new Registrations();

  /**
   * Answers for one thing.
   *
   * @param limit how long a call may take
   */
  public ServiceRequests(
      String connection,
      Strictness strictness,
      Duration limit,
      Supplier<ModelCheck> checks,
      Whiteboard<ServiceHandler> handlers,
      Calls calls) {
    this.connection = connection;
    this.strictness = strictness;
    this.limit = limit;
    this.checks = checks;
    this.handlers = handlers;
    this.calls = calls;
  }

  @Override
  public void attach(DeviceLink link) {
    calls.load();
    DeviceIdentity device = link.identity();
    answers.add(link.answer(PREFIX + "*", request -> answer(device, request)));
  }

  @Override
  public void detach() {
    answers.close();
  }

  private CompletionStage<Reply> answer(DeviceIdentity device, Request request) {
    ModelCheck check = checks.get();
    if (check.isBlind()) {
      return Refusals.blind();
    }
    Optional<Service> service = check.service(request.method());
    return calls.once(
        device, request, limitOf(service), attempt -> call(request, service, check, attempt));
  }

  private CompletionStage<Reply> call(
      Request request, Optional<Service> service, ModelCheck check, Calls.Attempt attempt) {
    String identifier =
        service.map(Service::identifier).orElse(request.method().substring(PREFIX.length()));
    if (service.isEmpty() && strictness.rejects() && check.isNoService(identifier)) {
      return Refusals.wrong(identifier + ": is no service of the thing model");
    }
    ModelCheck.Checked inputs;
    try {
      if (!(JsonForm.read(request.params()) instanceof Map<?, ?> params)) {
        return Refusals.wrong("params is no object of identifiers and values");
      }
      inputs = check.checkInputs(identifier, service.map(Service::inputs), params);
    } catch (IOException e) {
      return Refusals.wrong("params " + e.getMessage());
    }
    List<Violation> refused = strictness.refused(request.method(), inputs);
    if (!refused.isEmpty()) {
      return Refusals.wrong(refused);
    }
    Map<Handler<ServiceHandler>, Set<String>> assigned =
        handlers.assign(connection, List.of(identifier));
    if (assigned.isEmpty()) {
      return Refusals.failed("no handler on this device carries out " + identifier);
    }
    ServiceCall call = new ServiceCall(identifier, inputs.values(), limitOf(service));
    return carryOut(assigned.keySet().iterator().next(), call, attempt);
  }

  private CompletionStage<Reply> carryOut(
      Handler<ServiceHandler> handler, ServiceCall call, Calls.Attempt attempt) {
    return handler
        .lane()
        .call(
            () -> {
              attempt.begin();
              return handler.service().call(call);
            },
            attempt.deadline())
        .thenApply(result -> reply(call.service(), result));
  }

  private Duration limitOf(Optional<Service> service) {
    boolean synchronous = service.map(Service::synchronous).orElse(false);
    return synchronous && limit.compareTo(SYNCHRONOUS_LIMIT) > 0 ? SYNCHRONOUS_LIMIT : limit;
  }

  private Reply reply(String identifier, ServiceResult result) {
    if (!result.code().isSuccess()) {
      return Reply.failure(result.code(), result.message().orElse("the device gives no reason"));
    }
    ModelCheck check = checks.get();
    Optional<Service> service =
        check.model().flatMap(model -> Optional.ofNullable(model.services().get(identifier)));
    Optional<Map<String, Field>> fields = service.map(Service::outputs);
    Object value = result.outputs();
    // The guide allows to return nothing at all (9.5).
    if (!strictness.isOff() && !result.outputs().isEmpty()) {
      CheckedValue outputs = check(check, identifier, fields, result.outputs());
      value = outputs.value();
      if (!outputs.isValid() && strictness.rejects()) {
        return wrongAnswer(identifier, Refusals.words(outputs.violations()));
      }
      if (!outputs.isValid()) {
        LOG.warn(
            "{}: answered although the thing model does not allow it: {}",
            identifier,
            outputs.violations());
      }
      strictness.doubts().tell(identifier + " answered", outputs.doubts());
    }
    try {
      StringBuilder data = new StringBuilder();
      JsonForm.write(data, fields.map(DataType.StructType::new).orElse(null), value);
      return new Reply(ResultCode.SUCCESS, JsonText.of(data.toString()), result.message());
    } catch (IllegalArgumentException e) {
      return wrongAnswer(identifier, String.valueOf(e.getMessage()));
    }
  }

  private static Reply wrongAnswer(String identifier, String words) {
    LOG.warn("{}: the handler's answer is not allowed: {}", identifier, words);
    return Reply.failure(ResultCode.REQUEST_ERROR, "the device's answer is not allowed: " + words);
  }

  /** Without a definition everything but null is allowed. */
  private static CheckedValue check(
      ModelCheck check, String identifier, Optional<Map<String, Field>> fields, Map<?, ?> values) {
    return fields.isPresent()
        ? check.checkFields(identifier, fields.get(), values)
        : check.checkNothing(identifier, values);
  }
}
