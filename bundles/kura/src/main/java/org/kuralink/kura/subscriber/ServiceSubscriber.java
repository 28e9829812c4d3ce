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
import org.kuralink.kura.endpoint.Endpoint;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.metric.ChannelForm;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Brings calls of services to Kura: each input as a metric, and the service's identifier as the
 * metric {@value #SERVICE}. A wire gives nothing back, so that the platform hears of success
 * without outputs when all listeners have taken the call.
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

  private volatile List<String> services = List.of();
  private volatile boolean any = true;

  @Override
  boolean configure(ConfigurationValues values) {
    List<String> before = services;
    boolean anyBefore = any;
    any = values.text("services").isEmpty();
    services =
        values
            .text("services")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .distinct()
            .filter(line -> isIdentifier(line, values))
            .toList();
    return !before.equals(services) || any != anyBefore;
  }

  private static boolean isIdentifier(String line, ConfigurationValues values) {
    boolean fits = NameMapping.isIdentifier(line);
    if (!fits) {
      values.problem("services", "has '" + line + "'; allowed are " + NameMapping.RULE);
    }
    return fits;
  }

  @Override
  Optional<Object> place(Endpoint endpoint) {
    return any || !services.isEmpty() ? Optional.of(endpoint.connection()) : Optional.empty();
  }

  @Override
  Registration attach(BundleContext bundle, Endpoint endpoint) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Thing.CONNECTION, endpoint.connection());
    List<String> named = services;
    if (!named.isEmpty()) {
      properties.put(ServiceHandler.SERVICE, named.toArray(String[]::new));
    }
    ServiceRegistration<?> service =
        bundle.registerService(ServiceHandler.class, this::call, properties);
    return service::unregister;
  }

  private CompletionStage<ServiceResult> call(ServiceCall call) {
    KuraPayload payload = new KuraPayload();
    call.inputs()
        .forEach((name, value) -> payload.addMetric(name, ChannelForm.of(value, Optional.empty())));
    payload.addMetric(SERVICE, call.service());
    return CompletableFuture.completedFuture(
        tell(payload)
            ? ServiceResult.success()
            : ServiceResult.failure(
                ResultCode.REQUEST_ERROR, "the gateway's wires did not take it"));
  }
}
