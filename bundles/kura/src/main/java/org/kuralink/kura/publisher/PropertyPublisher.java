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
import java.util.concurrent.CompletableFuture;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Posts metrics as properties. A channel that the thing model does not allow is left out; the
 * others of its message are posted.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = PropertyPublisherConfig.PID,
    service = {CloudPublisher.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + PropertyPublisherConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = PropertyPublisherConfig.class, factory = true)
public final class PropertyPublisher extends DevicePublisher {

  public PropertyPublisher() {
    this(Clock.systemUTC());
  }

  PropertyPublisher(Clock clock) {
    super(clock);
  }

  @Override
  boolean isForNobody(ChannelValues channels, NameMapping mapping) {
    return channels.asset().isEmpty()
        ? mapping.identified(channels.values(), this::leaveOut).isEmpty()
        : channels.values().isEmpty();
  }

  @Override
  Post post() {
    return (device, values, options) ->
        values.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : fitting().post(device, values, options);
  }
}
