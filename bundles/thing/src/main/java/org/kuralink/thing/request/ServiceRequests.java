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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
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
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.api.tsl.Violation;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.handler.Whiteboard.Handler;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ProductModels;
import org.kuralink.thing.model.ProductModels.Validation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's calls of services (developer guide 9.5), including RRPC. Checks the inputs against
 * the thing model, calls the handler of an application, and checks its outputs.
 */
public final class ServiceRequests {

  /** The time for a synchronous answer: less than the platform waits, so that it gets an error. */
  static final Duration SYNCHRONOUS_LIMIT = Duration.ofMillis(3_900);

  private static final String PREFIX = "thing.service.";

  /** The methods of all services. */
  public static final String ALL = PREFIX + "*";

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRequests.class);

  private final ProductModels models;
  private final Calls calls;
  private final Whiteboard.Serving<ServiceHandler> handlers;

  /** Creates the requests of the devices of one session. */
  public ServiceRequests(
      ProductModels models, Calls calls, Whiteboard.Serving<ServiceHandler> handlers) {
    this.models = models;
    this.calls = calls;
    this.handlers = handlers;
  }

  /** Answers a call of a service of a device. */
  public CompletionStage<Reply> call(DeviceLink link, Request request) {
    DeviceIdentity device = link.identity();
    ModelCheck check = models.check(link);
    if (check.lacksChecker()) {
      return HandlerFaults.modelUnavailable();
    }
    Optional<Service> service = check.service(request.method());
    return calls.once(
        device,
        request,
        limitOf(service),
        attempt -> call(new Calling(device, check, service, attempt), request));
  }

  private CompletionStage<Reply> call(Calling calling, Request request) {
    ModelCheck check = calling.check;
    Optional<Service> service = calling.service;
    String identifier =
        service.map(Service::identifier).orElse(request.method().substring(PREFIX.length()));
    if (service.isEmpty() && models.rejects() && check.isNoService(identifier)) {
      models.refresh(calling.device.productKey());
      return HandlerFaults.wrong(identifier + ": is not a service of the thing model");
    }
    ModelCheck.Checked inputs;
    try {
      if (!(Json.read(request.params()) instanceof Map<?, ?> params)) {
        return HandlerFaults.wrong("params is not a JSON object");
      }
      inputs = check.checkInputs(identifier, service.map(Service::inputs), params);
    } catch (IOException e) {
      return HandlerFaults.wrong("params " + e.getMessage());
    }
    List<Violation> refused = models.refused(request.method(), inputs);
    if (!refused.isEmpty()) {
      return HandlerFaults.wrong(refused);
    }
    Map<Handler<ServiceHandler>, Set<String>> assigned =
        Whiteboard.assign(handlers.serving(calling.device), List.of(identifier));
    if (assigned.isEmpty()) {
      return HandlerFaults.failed("no handler on this device for the service " + identifier);
    }
    ServiceCall call =
        new ServiceCall(identifier, inputs.values(), limitOf(service), calling.device);
    return carryOut(assigned.keySet().iterator().next(), call, calling.attempt);
  }

  private CompletionStage<Reply> carryOut(
      Handler<ServiceHandler> handler, ServiceCall call, Calls.Attempt attempt) {
    return handler
        .queue()
        .call(
            call.device(),
            () -> {
              attempt.begin();
              return handler.service().call(call);
            },
            attempt.deadline())
        .thenApply(result -> reply(call, result));
  }

  private Duration limitOf(Optional<Service> service) {
    boolean synchronous = service.map(Service::synchronous).orElse(false);
    Duration limit = calls.limit();
    return synchronous && limit.compareTo(SYNCHRONOUS_LIMIT) > 0 ? SYNCHRONOUS_LIMIT : limit;
  }

  private Reply reply(ServiceCall call, ServiceResult result) {
    String identifier = call.service();
    if (!result.code().isSuccess()) {
      return Reply.failure(result.code(), result.message().orElse("the device gives no reason"));
    }
    ModelCheck check = models.check(call.device().productKey());
    Optional<Service> service =
        check.model().flatMap(model -> Optional.ofNullable(model.services().get(identifier)));
    Optional<Map<String, Field>> fields = service.map(Service::outputs);
    Object value = result.outputs();
    // A service may return no outputs at all (developer guide 9.5).
    boolean validated = models.validation() != Validation.OFF && !result.outputs().isEmpty();
    if (validated || UntypedValue.isIn(result.outputs())) {
      CheckedValue outputs = check(check, identifier, fields, result.outputs());
      value = outputs.value();
      if (validated && !outputs.isValid() && models.rejects()) {
        return wrongAnswer(identifier, HandlerFaults.words(outputs.violations()));
      }
      if (validated && !outputs.isValid()) {
        LOG.warn(
            "{}: answered although the thing model does not allow it: {}",
            identifier,
            outputs.violations());
      }
      models.tell(identifier + " answered", validated ? outputs.doubts() : List.of());
    }
    try {
      Object data = ModelCheck.formOf(fields.map(DataType.StructType::new).orElse(null), value);
      return new Reply(ResultCode.SUCCESS, JsonOutput.text(data), result.message());
    } catch (IllegalArgumentException e) {
      return wrongAnswer(identifier, String.valueOf(e.getMessage()));
    }
  }

  private static Reply wrongAnswer(String identifier, String words) {
    LOG.warn("{}: the handler returned outputs that are not allowed: {}", identifier, words);
    return Reply.failure(
        ResultCode.REQUEST_ERROR, "the device returned outputs that are not allowed: " + words);
  }

  /** Checks values; without a definition every value but null is allowed. */
  private static CheckedValue check(
      ModelCheck check, String identifier, Optional<Map<String, Field>> fields, Map<?, ?> values) {
    return fields.isPresent()
        ? check.checkFields(identifier, fields.get(), values)
        : check.checkNothing(identifier, values);
  }

  /** A call of a service that is being answered. */
  private record Calling(
      DeviceIdentity device, ModelCheck check, Optional<Service> service, Calls.Attempt attempt) {}
}
