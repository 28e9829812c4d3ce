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
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A publisher that posts each message as an event with the metrics as its outputs, for the same
 * device as {@link PropertyPublisher}. An output that the thing model does not allow is left out if
 * the event is valid without it.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = EventPublisherConfig.PID,
    service = {CloudPublisher.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + EventPublisherConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = EventPublisherConfig.class, factory = true)
public final class EventPublisher extends PropertyPublisher {

  private volatile String event = "";

  public EventPublisher() {
    this(Clock.systemUTC());
  }

  EventPublisher(Clock clock) {
    super(clock);
  }

  @Override
  void configure(ConfigurationValues values) {
    super.configure(values);
    String written = values.text("event");
    boolean fits = NameMapping.isIdentifier(written);
    if (written.isEmpty()) {
      values.missing("event", "");
    } else if (!fits) {
      values.problem("event", "is '" + written + "'; allowed are " + NameMapping.RULE);
    }
    event = fits ? written : "";
  }

  @Override
  boolean isReady() {
    return !event.isEmpty();
  }

  @Override
  boolean hasNothingToPost(ChannelValues channels, NameMapping mapping) {
    return !channels.errors().isEmpty()
        && mapping.identified(channels.values(), this::leaveOut).isEmpty();
  }

  @Override
  Post post() {
    String identifier = event;
    return (device, values, options) -> post(device, identifier, values, options);
  }

  private CompletionStage<?> post(
      Thing device,
      String identifier,
      Map<String, ChannelValues.Value> values,
      RequestOptions options) {
    Map<String, Field> known =
        device
            .model()
            .map(model -> model.events().get(identifier))
            .map(Event::outputs)
            .orElse(Map.of());
    Map<String, Object> outputs =
        fitting().untyped(values, name -> Optional.ofNullable(known.get(name)).map(Field::type));
    OptionalLong time =
        values.values().stream().flatMapToLong(value -> value.time().stream()).max();
    return fitting()
        .post(
            outputs,
            identifier + ".",
            () -> device.post(new EventPost(identifier, new EventValue(outputs, time), options)));
  }
}
