/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A subscriber to the desired state of the device shadow. An attribute that all listeners have
 * accepted is reported and no longer desired; an attribute without a channel, or with a value that
 * does not fit its channel, stays desired.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = DesiredStateSubscriberConfig.PID,
    service = {CloudSubscriber.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + DesiredStateSubscriberConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = DesiredStateSubscriberConfig.class, factory = true)
public final class DesiredStateSubscriber extends ChannelSubscriber {

  @Override
  Registration attach(BundleContext bundle, KuraEndpoint endpoint) {
    return offer(
        bundle,
        DesiredStateHandler.class,
        this::desired,
        Shadow.CONNECTION,
        endpoint,
        DesiredStateHandler.ATTRIBUTES);
  }

  private CompletionStage<Map<String, Object>> desired(Map<String, ShadowAttribute> attributes) {
    Map<String, Object> values = new LinkedHashMap<>();
    attributes.forEach((name, attribute) -> values.put(name, attribute.value()));
    Metrics metrics = metrics(values);
    if (!metrics.problems().isEmpty()) {
      complain(
          "desired", "desired attributes not accepted: " + String.join("; ", metrics.problems()));
    }
    boolean done = !metrics.taken().isEmpty() && tell(metrics.payload());
    return CompletableFuture.completedFuture(done ? metrics.taken() : Map.of());
  }
}
