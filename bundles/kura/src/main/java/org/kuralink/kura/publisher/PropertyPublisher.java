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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.metric.ChannelValues;
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
public final class PropertyPublisher extends KuraPublisher {

  private volatile MetricSettings settings = MetricSettings.DEFAULT;

  public PropertyPublisher() {
    this(Clock.systemUTC());
  }

  PropertyPublisher(Clock clock) {
    super(clock);
  }

  @Override
  void configure(ConfigurationValues values) {
    settings = MetricSettings.of(values);
  }

  @Override
  Optional<ReadyMessage> prepare(KuraPayload payload) {
    MetricSettings present = settings;
    Map<String, ChannelValues.Value> values =
        identified(present.channels(payload, clock()), present);
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReadyMessage.answered(present.delivery(), endpoint -> send(endpoint, values, present)));
  }

  private Optional<CompletionStage<?>> send(
      KuraEndpoint endpoint, Map<String, ChannelValues.Value> values, MetricSettings present) {
    Optional<Thing> thing = endpoint.thing();
    if (thing.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Property> known = thing.get().model().map(ThingModel::properties).orElse(Map.of());
    Map<String, Object> untyped =
        untyped(values, name -> Optional.ofNullable(known.get(name)).map(Property::type));
    Map<String, PropertyValue> fit = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          Object sayable = untyped.get(name);
          if (sayable != null) {
            fit.put(name, new PropertyValue(sayable, present.time(value)));
          }
        });
    if (fit.isEmpty()) {
      throw new IllegalArgumentException("none of its values can be sent");
    }
    return Optional.of(
        post(fit, "", () -> thing.get().post(new PropertyPost(fit, present.options()))));
  }
}
