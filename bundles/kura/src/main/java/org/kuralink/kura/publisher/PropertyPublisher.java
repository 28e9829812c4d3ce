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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.AssetDevices;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.SessionServices;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.publisher.Outbox.ReadyMessage;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A publisher that posts metrics as properties of a device: if the message comes from an asset that
 * is a sub-device, of that sub-device, else of the gateway. A channel that the thing model does not
 * allow is left out; the others of its message are posted.
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
public class PropertyPublisher extends KuraPublisher {

  /**
   * The time after a start for which a message of an asset waits until its device is known: a post
   * for the wrong device cannot be undone.
   */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SessionServices<AssetDevices> assets = new SessionServices<>();
  private final Instant begin;
  private volatile Settings settings = Settings.DEFAULT;

  public PropertyPublisher() {
    this(Clock.systemUTC());
  }

  PropertyPublisher(Clock clock) {
    super(clock);
    begin = clock.instant();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addAssets")
  void addAssets(AssetDevices devices, Map<String, ?> properties) {
    assets.add(devices, properties);
    drain();
  }

  void removeAssets(AssetDevices devices) {
    assets.remove(devices);
  }

  @Override
  void configure(ConfigurationValues values) {
    settings =
        new Settings(
            NameMapping.of(values),
            values.option("timestamps", Times.class, Times.CHANNEL),
            values.option("delivery", Delivery.class, Delivery.DURABLE));
  }

  /** Tells whether a message has nothing to post. */
  boolean hasNothingToPost(ChannelValues channels, NameMapping mapping) {
    return channels.asset().isEmpty()
        ? mapping.identified(channels.values(), this::leaveOut).isEmpty()
        : channels.values().isEmpty();
  }

  /** Returns how a message that arrives now is posted. */
  Post post() {
    return (device, values, options) ->
        values.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : fitting().post(device, values, options);
  }

  /** The way to post the values of a message. */
  interface Post {
    /** Posts values, by their identifiers, for a device. */
    CompletionStage<?> of(
        Thing device, Map<String, ChannelValues.Value> values, RequestOptions options);
  }

  @Override
  final Optional<ReadyMessage> prepare(KuraPayload payload) {
    Settings present = settings;
    Post post = post();
    ChannelValues read = ChannelValues.of(payload, present.mapping::names, clock().millis());
    ChannelValues channels = present.times == Times.NONE ? read.withoutTimes() : read;
    tellErrors(channels);
    return hasNothingToPost(channels, present.mapping)
        ? Optional.empty()
        : Optional.of(
            ReadyMessage.answered(
                present.delivery, endpoint -> send(endpoint, channels, present, post)));
  }

  /** Sends a message: finds its device, applies the mapping of the asset, and posts. */
  private Optional<CompletionStage<?>> send(
      KuraEndpoint endpoint, ChannelValues channels, Settings present, Post post) {
    Optional<AssetDevices> known = assets.of(endpoint.connection(), endpoint.name());
    if (known.isEmpty() && channels.asset().isPresent() && mayStillCome(endpoint)) {
      return Optional.empty();
    }
    Optional<DeviceIdentity> device =
        channels.asset().flatMap(asset -> known.flatMap(one -> one.deviceOf(asset)));
    NameMapping mapping = present.mapping;
    if (device.isPresent()) {
      String asset = channels.asset().orElseThrow();
      AssetDevices devices = known.orElseThrow();
      mapping = mapping.or(devices.mapping(asset));
      if (!channels.values().isEmpty()) {
        devices.heard(asset);
      }
    }
    Optional<Thing> gateway = endpoint.thing();
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    Thing thing = device.map(gateway.get()::of).orElse(gateway.get());
    return Optional.of(
        post.of(thing, mapping.identified(channels.values(), this::leaveOut), present.options()));
  }

  private boolean mayStillCome(KuraEndpoint endpoint) {
    boolean isOfKura = endpoint.connection().equals(StackNames.session(endpoint.name()));
    Duration past = Duration.between(begin, clock().instant()).abs();
    return isOfKura && past.compareTo(PATIENCE) < 0;
  }

  /** The configured source of the time of a value. */
  enum Times {
    /** The time of the channel, else of the asset, else of the message. */
    CHANNEL,
    /** No time is sent: the platform uses the time of arrival. */
    NONE
  }

  private record Settings(NameMapping mapping, Times times, Delivery delivery) {

    static final Settings DEFAULT = new Settings(NameMapping.NONE, Times.CHANNEL, Delivery.DURABLE);

    RequestOptions options() {
      return delivery == Delivery.DURABLE ? RequestOptions.DURABLE : RequestOptions.TRANSIENT;
    }
  }
}
