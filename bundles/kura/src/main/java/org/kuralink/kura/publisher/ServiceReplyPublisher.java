/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Service;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.OpenCalls;
import org.kuralink.kura.endpoint.OpenCalls.OpenCall;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.metric.ServiceNames;
import org.kuralink.kura.publisher.Outbox.ReadyMessage;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A publisher that answers calls of services with the messages of wires. While it is there, a call
 * of one of its services carries the metric {@value OpenCalls#ID} and waits for a message with the
 * same metric, until its deadline. The metrics {@value #CODE} and {@value #MESSAGE} make the answer
 * a failure.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = ServiceReplyPublisherConfig.PID,
    service = {CloudPublisher.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + ServiceReplyPublisherConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = ServiceReplyPublisherConfig.class, factory = true)
public final class ServiceReplyPublisher extends KuraPublisher {

  /** The metric with the result code of a failure. */
  static final String CODE = "call.code";

  /** The metric with the error message, if there is a code. */
  static final String MESSAGE = "call.message";

  /** Metrics that are no outputs; {@code service} came with the call and may be sent back. */
  private static final Set<String> NO_OUTPUTS = Set.of(OpenCalls.ID, CODE, MESSAGE, "service");

  private final Map<KuraEndpoint, Registration> answering = new ConcurrentHashMap<>();
  private volatile NameMapping mapping = NameMapping.NONE;
  private volatile ServiceNames services = ServiceNames.ALL;

  public ServiceReplyPublisher() {
    this(Clock.systemUTC());
  }

  ServiceReplyPublisher(Clock clock) {
    super(clock);
  }

  @Override
  void configure(ConfigurationValues values) {
    mapping = NameMapping.of(values);
    services = ServiceNames.of(values);
  }

  @Override
  void came(KuraEndpoint endpoint) {
    answering.put(
        endpoint,
        endpoint.calls().answering(service -> services.has(service) && isChosen(endpoint)));
  }

  @Override
  void went(KuraEndpoint endpoint) {
    Registration last = answering.remove(endpoint);
    if (last != null) {
      last.close();
    }
  }

  @Override
  Optional<ReadyMessage> prepare(KuraPayload payload) {
    Object id = payload.getMetric(OpenCalls.ID);
    if (id == null) {
      complain("call", "a message without the metric " + OpenCalls.ID + " is dropped");
      return Optional.empty();
    }
    NameMapping present = mapping;
    Map<String, Object> metrics = payload.metrics();
    KuraPayload outputs = new KuraPayload();
    metrics.forEach(
        (name, value) -> {
          if (!NO_OUTPUTS.contains(name) || present.names(name)) {
            outputs.addMetric(name, value);
          }
        });
    ChannelValues channels = ChannelValues.of(outputs, present::names, clock().millis());
    tellErrors(channels);
    Map<String, ChannelValues.Value> values = present.identified(channels.values(), this::leaveOut);
    Optional<String> code = text(metrics.get(CODE)).filter(text -> !text.equals("200"));
    Optional<String> message = text(metrics.get(MESSAGE));
    return Optional.of(
        ReadyMessage.acknowledged(
            Delivery.TRANSIENT,
            endpoint -> Optional.of(answer(endpoint, id.toString(), values, code, message))));
  }

  private static Optional<String> text(@Nullable Object value) {
    return value == null ? Optional.empty() : Optional.of(value.toString().strip());
  }

  private CompletionStage<?> answer(
      KuraEndpoint endpoint,
      String id,
      Map<String, ChannelValues.Value> values,
      Optional<String> code,
      Optional<String> message) {
    Optional<OpenCall> call = endpoint.calls().take(id);
    if (call.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("no call " + id + " waits for an answer any more"));
    }
    ServiceResult result =
        code.map(number -> failure(number, message.orElse("the gateway's wires gave no reason")))
            .orElseGet(
                () -> ServiceResult.success(outputs(endpoint, call.get().service(), values)));
    call.get().result().complete(result);
    return call.get().result();
  }

  private ServiceResult failure(String code, String message) {
    try {
      return ServiceResult.failure(new ResultCode(Integer.parseInt(code)), message);
    } catch (IllegalArgumentException e) {
      complain(CODE, CODE + " is " + code + ", which is not a result code of a device");
      return ServiceResult.failure(ResultCode.REQUEST_ERROR, message + " (" + code + ")");
    }
  }

  private Map<String, Object> outputs(
      KuraEndpoint endpoint, String service, Map<String, ChannelValues.Value> values) {
    Map<String, Field> fields =
        endpoint
            .thing()
            .flatMap(Thing::model)
            .map(model -> model.services().get(service))
            .map(Service::outputs)
            .orElse(Map.of());
    return fitting()
        .untyped(values, name -> Optional.ofNullable(fields.get(name)).map(Field::type));
  }
}
