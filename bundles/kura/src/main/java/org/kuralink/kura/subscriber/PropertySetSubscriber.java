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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetService;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.type.DataType;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.Endpoint;
import org.kuralink.kura.metric.ChannelForm;
import org.kuralink.kura.metric.NameMapping;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Brings properties that the platform sets to Kura: each as a metric that is called like its
 * channel and has the type of its channel. The platform hears of success when all listeners have
 * taken it.
 */
@Component(
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
public final class PropertySetSubscriber extends KuraSubscriber {

  private volatile NameMapping mapping = new NameMapping("", false);
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
    mapping = new NameMapping(values.text("mapping"), values.flag("mapping.only", false));
    mapping.problems().forEach(problem -> values.problem("mapping", problem));
    asset = values.text("asset");
    return !before.equals(mapping);
  }

  @Override
  Optional<Object> place(Endpoint endpoint) {
    return Optional.of(endpoint.connection());
  }

  @Override
  Registration attach(BundleContext bundle, Endpoint endpoint) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Thing.CONNECTION, endpoint.connection());
    List<String> named = List.copyOf(mapping.onlyIdentifiers());
    if (!named.isEmpty()) {
      properties.put(PropertySetHandler.PROPERTIES, named.toArray(String[]::new));
    }
    ServiceRegistration<?> service =
        bundle.registerService(PropertySetHandler.class, this::set, properties);
    return service::unregister;
  }

  private CompletionStage<Reply> set(Map<String, Object> values) {
    NameMapping present = mapping;
    KuraPayload payload = new KuraPayload();
    List<String> problems = new ArrayList<>();
    values.forEach(
        (identifier, value) -> {
          Optional<String> channel = present.channelOf(identifier);
          try {
            if (channel.isPresent()) {
              payload.addMetric(
                  channel.get(), ChannelForm.of(value, typeOf(present, channel.get())));
            } else {
              problems.add(identifier + " has no channel");
            }
          } catch (IllegalArgumentException e) {
            problems.add(identifier + " " + e.getMessage());
          }
        });
    return CompletableFuture.completedFuture(answer(payload, problems));
  }

  private Reply answer(KuraPayload payload, List<String> problems) {
    if (!problems.isEmpty()) {
      return Reply.failure(ResultCode.PARAMETER_ERROR, String.join("; ", problems));
    }
    return tell(payload)
        ? Reply.success()
        : Reply.failure(ResultCode.REQUEST_ERROR, "the gateway's wires did not take it");
  }

  private Optional<DataType> typeOf(NameMapping present, String channel) {
    Optional<DataType> told = present.typeOf(channel);
    AssetService service = assets;
    if (told.isPresent() || service == null || asset.isEmpty()) {
      return told;
    }
    Asset found = service.getAsset(asset);
    Channel known =
        found == null ? null : found.getAssetConfiguration().getAssetChannels().get(channel);
    return Optional.ofNullable(known).map(Channel::getValueType);
  }
}
