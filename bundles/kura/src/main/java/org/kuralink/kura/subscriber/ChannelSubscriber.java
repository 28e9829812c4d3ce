/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.asset.AssetService;
import org.eclipse.kura.message.KuraPayload;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Registration;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.metric.ChannelForm;
import org.kuralink.kura.metric.NameMapping;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * A subscriber that passes on values as metrics, each with the name and the type of its channel.
 */
abstract class ChannelSubscriber extends KuraSubscriber {

  private volatile NameMapping mapping = NameMapping.NONE;
  private volatile String asset = "";
  private volatile @Nullable AssetService assets;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindAssets(AssetService service) {
    assets = service;
  }

  void unbindAssets(AssetService service) {
    if (service.equals(assets)) {
      assets = null;
    }
  }

  @Override
  boolean configure(ConfigurationValues values) {
    NameMapping before = mapping;
    mapping = NameMapping.of(values);
    if (mapping.isOnlyNamed() && mapping.onlyIdentifiers().isEmpty()) {
      values.missing("mapping", ", and with mapping.only nothing else is received");
    }
    asset = values.text("asset");
    return !before.equals(mapping);
  }

  @Override
  Optional<Object> place(KuraEndpoint endpoint) {
    return mapping.isOnlyNamed() && mapping.onlyIdentifiers().isEmpty()
        ? Optional.empty()
        : Optional.of(endpoint.connection());
  }

  /**
   * Registers a handler for the connection of an endpoint as an OSGi service.
   *
   * @param named the service property with the identifiers, if only some are handled
   */
  final <T> Registration offer(
      BundleContext bundle,
      Class<T> type,
      T handler,
      String connection,
      KuraEndpoint endpoint,
      String named) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(connection, endpoint.connection());
    List<String> identifiers = List.copyOf(mapping.onlyIdentifiers());
    if (!identifiers.isEmpty()) {
      properties.put(named, identifiers.toArray(String[]::new));
    }
    ServiceRegistration<?> service = bundle.registerService(type, handler, properties);
    return service::unregister;
  }

  /** Converts values to metrics, as far as possible. */
  final Metrics metrics(Map<String, Object> values) {
    NameMapping present = mapping;
    AssetChannels channels = new AssetChannels(assets, asset);
    KuraPayload payload = new KuraPayload();
    Map<String, Object> taken = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    values.forEach(
        (identifier, value) -> {
          try {
            String channel =
                present
                    .channelOf(identifier)
                    .orElseThrow(() -> new IllegalArgumentException("has no channel"));
            payload.addMetric(
                channel, ChannelForm.of(value, channels.typeOf(channel, present.typeOf(channel))));
            taken.put(identifier, value);
          } catch (IllegalArgumentException e) {
            problems.add(identifier + " " + e.getMessage());
          }
        });
    return new Metrics(payload, taken, problems, channels.isAway());
  }

  /**
   * Converted values.
   *
   * @param taken the values that are in the payload
   * @param problems one message for each value that is not
   * @param away whether the configured asset is missing now
   */
  record Metrics(
      KuraPayload payload, Map<String, Object> taken, List<String> problems, boolean away) {}
}
