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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A subscriber to raw data of the platform, which it passes on as bodies. It sends no answer,
 * because only the script of the product knows the format of one.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = RawSubscriberConfig.PID,
    service = {CloudSubscriber.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + RawSubscriberConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = RawSubscriberConfig.class, factory = true)
public final class RawSubscriber extends KuraSubscriber {

  @Override
  boolean configure(ConfigurationValues values) {
    return false;
  }

  @Override
  Optional<Object> place(KuraEndpoint endpoint) {
    return Optional.of(endpoint.connection());
  }

  @Override
  Registration attach(BundleContext bundle, KuraEndpoint endpoint) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Thing.CONNECTION, endpoint.connection());
    RawDataHandler handler = this::received;
    ServiceRegistration<?> service =
        bundle.registerService(RawDataHandler.class, handler, properties);
    return service::unregister;
  }

  private CompletionStage<Optional<byte[]>> received(byte[] bytes) {
    KuraPayload payload = new KuraPayload();
    payload.setBody(bytes);
    tell(payload);
    return CompletableFuture.completedFuture(Optional.empty());
  }
}
