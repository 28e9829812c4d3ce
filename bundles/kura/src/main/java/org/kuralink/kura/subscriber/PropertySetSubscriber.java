/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A subscriber to the properties that the platform sets. The platform gets success when all
 * listeners have accepted them.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = PropertySetSubscriberConfig.PID,
    service = {CloudSubscriber.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + PropertySetSubscriberConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = PropertySetSubscriberConfig.class, factory = true)
public final class PropertySetSubscriber extends ChannelSubscriber {

  @Override
  Registration attach(BundleContext bundle, KuraEndpoint endpoint) {
    return offer(
        bundle,
        PropertySetHandler.class,
        this::set,
        Thing.CONNECTION,
        endpoint,
        PropertySetHandler.PROPERTIES);
  }

  private CompletionStage<Reply> set(Map<String, Object> values) {
    return CompletableFuture.completedFuture(answer(metrics(values)));
  }

  private Reply answer(Metrics metrics) {
    if (!metrics.problems().isEmpty()) {
      ResultCode code = metrics.away() ? ResultCode.REQUEST_ERROR : ResultCode.PARAMETER_ERROR;
      return Reply.failure(code, String.join("; ", metrics.problems()));
    }
    return tell(metrics.payload())
        ? Reply.success()
        : Reply.failure(ResultCode.REQUEST_ERROR, "the gateway's wires did not accept it");
  }
}
