/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.OpenCalls;
import org.kuralink.kura.endpoint.OpenCalls.OpenCall;
import org.kuralink.kura.metric.ChannelForm;
import org.kuralink.kura.metric.ServiceNames;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A subscriber to calls of services: each input is a metric, and the identifier of the service is
 * the metric {@value #SERVICE}. If a {@code ServiceReplyPublisher} of the connection answers the
 * service, the metric {@value OpenCalls#ID} identifies the call, and the platform gets the answer
 * of that publisher. Else the platform gets success without outputs when all listeners have
 * accepted the call.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = ServiceSubscriberConfig.PID,
    service = {CloudSubscriber.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + ServiceSubscriberConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = ServiceSubscriberConfig.class, factory = true)
public final class ServiceSubscriber extends KuraSubscriber {

  /** The metric with the identifier of the service. */
  static final String SERVICE = "service";

  private static final ServiceResult NOT_TAKEN =
      ServiceResult.failure(ResultCode.REQUEST_ERROR, "the gateway's wires did not accept it");
  private static final ServiceResult TOO_MANY =
      ServiceResult.failure(
          ResultCode.TOO_MANY_REQUESTS, "too many calls wait for answers of the gateway's wires");

  private volatile ServiceNames services = ServiceNames.ALL;

  @Override
  boolean configure(ConfigurationValues values) {
    ServiceNames before = services;
    services = ServiceNames.of(values);
    return !before.equals(services);
  }

  @Override
  Optional<Object> place(KuraEndpoint endpoint) {
    return services.isNone() ? Optional.empty() : Optional.of(endpoint.connection());
  }

  @Override
  Registration attach(BundleContext bundle, KuraEndpoint endpoint) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Thing.CONNECTION, endpoint.connection());
    List<String> named = services.names();
    if (!named.isEmpty()) {
      properties.put(ServiceHandler.SERVICE, named.toArray(String[]::new));
    }
    OpenCalls calls = endpoint.calls();
    ServiceHandler handler = call -> call(calls, call);
    ServiceRegistration<?> service =
        bundle.registerService(ServiceHandler.class, handler, properties);
    return service::unregister;
  }

  private CompletionStage<ServiceResult> call(OpenCalls calls, ServiceCall call) {
    KuraPayload payload = new KuraPayload();
    call.inputs()
        .forEach((name, value) -> payload.addMetric(name, ChannelForm.of(value, Optional.empty())));
    payload.addMetric(SERVICE, call.service());
    if (!calls.isAnswered(call.service())) {
      return CompletableFuture.completedFuture(tell(payload) ? ServiceResult.success() : NOT_TAKEN);
    }
    Optional<OpenCall> open = calls.open(call.service(), call.limit());
    if (open.isEmpty()) {
      return CompletableFuture.completedFuture(TOO_MANY);
    }
    payload.addMetric(OpenCalls.ID, open.get().id());
    if (!tell(payload)) {
      calls.take(open.get().id()).ifPresent(taken -> taken.result().complete(NOT_TAKEN));
    }
    return open.get().result();
  }
}
