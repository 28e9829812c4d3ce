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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.AssetDevices;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.OfSession;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What posts of a device: of the sub-device that the asset is from which a message comes, else of
 * the gateway.
 */
abstract class DevicePublisher extends KuraPublisher {

  /**
   * How long a message of an asset waits, after a start, to hear which device that is: what was
   * posted of the wrong device cannot be taken back.
   */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final OfSession<AssetDevices> assets = new OfSession<>();
  private final Instant begin;

  DevicePublisher(Clock clock) {
    super(clock);
    begin = clock.instant();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addAssets(AssetDevices devices, Map<String, ?> properties) {
    assets.add(devices, properties);
    drain();
  }

  void updatedAssets(AssetDevices devices, Map<String, ?> properties) {
    addAssets(devices, properties);
  }

  void removeAssets(AssetDevices devices) {
    assets.remove(devices);
  }

  /**
   * A message, taken apart.
   *
   * @param channels that it brings
   * @param asset from which it comes; empty if from none
   */
  record Origin(ChannelValues channels, Optional<String> asset) {

    static Origin of(KuraPayload payload, MetricSettings settings, Clock clock) {
      return new Origin(settings.channels(payload, clock), ChannelValues.assetOf(payload));
    }
  }

  /** Posts a message, unless it has to wait. */
  interface Post {
    /** Posts values, by their identifiers, of a device. */
    CompletionStage<?> of(Thing device, Map<String, ChannelValues.Value> values);
  }

  /** Sends a message of which nobody can say yet whether any of it has identifiers. */
  final Optional<CompletionStage<?>> send(
      KuraEndpoint endpoint, Origin origin, MetricSettings settings, Post post) {
    Optional<AssetDevices> known = assets.of(endpoint.connection(), endpoint.name());
    if (known.isEmpty() && origin.asset().isPresent() && mayStillCome(endpoint)) {
      return Optional.empty();
    }
    Optional<DeviceIdentity> device =
        origin.asset().flatMap(asset -> known.flatMap(one -> one.deviceOf(asset)));
    NameMapping mapping = settings.mapping();
    if (device.isPresent()) {
      String asset = origin.asset().orElseThrow();
      AssetDevices devices = known.orElseThrow();
      mapping = mapping.or(devices.mapping(asset));
      if (!origin.channels().values().isEmpty()) {
        devices.heard(asset);
      }
    }
    Optional<Thing> gateway = endpoint.thing();
    if (gateway.isEmpty()) {
      return Optional.empty();
    }
    Thing thing = device.map(gateway.get()::of).orElse(gateway.get());
    Map<String, ChannelValues.Value> values =
        identified(timed(origin.channels().values(), settings), mapping);
    return Optional.of(post.of(thing, values));
  }

  private boolean mayStillCome(KuraEndpoint endpoint) {
    boolean isOfKura = endpoint.connection().equals(StackNames.session(endpoint.name()));
    Duration past = Duration.between(begin, clock().instant()).abs();
    return isOfKura && past.compareTo(PATIENCE) < 0;
  }

  private static Map<String, ChannelValues.Value> timed(
      Map<String, ChannelValues.Value> values, MetricSettings settings) {
    Map<String, ChannelValues.Value> timed = new LinkedHashMap<>();
    values.forEach(
        (channel, value) ->
            timed.put(channel, new ChannelValues.Value(value.value(), settings.time(value))));
    return timed;
  }
}
