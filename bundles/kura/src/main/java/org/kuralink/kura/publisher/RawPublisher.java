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
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.Delivery;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.publisher.Outbox.ReadyMessage;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** A publisher that sends message bodies unchanged, for a product with a parsing script. */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = RawPublisherConfig.PID,
    service = {CloudPublisher.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + RawPublisherConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = RawPublisherConfig.class, factory = true)
public final class RawPublisher extends KuraPublisher {

  private volatile Delivery delivery = Delivery.DURABLE;

  public RawPublisher() {
    this(Clock.systemUTC());
  }

  RawPublisher(Clock clock) {
    super(clock);
  }

  @Override
  void configure(ConfigurationValues values) {
    delivery = values.option("delivery", Delivery.class, Delivery.DURABLE);
  }

  @Override
  Optional<ReadyMessage> prepare(KuraPayload payload) {
    byte[] body = payload.getBody();
    if (body == null) {
      complain("body", "a message without a body is dropped; the wire must set the body");
      return Optional.empty();
    }
    byte[] content = body.clone();
    Delivery how = delivery;
    return Optional.of(ReadyMessage.acknowledged(how, endpoint -> send(endpoint, content, how)));
  }

  private static Optional<CompletionStage<?>> send(
      KuraEndpoint endpoint, byte[] content, Delivery how) {
    return endpoint.raw().map(raw -> raw.publishRaw(content, how));
  }
}
