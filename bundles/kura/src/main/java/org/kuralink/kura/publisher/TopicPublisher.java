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
import org.kuralink.api.connection.Message;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.Topics;
import org.kuralink.kura.metric.MetricsJson;
import org.kuralink.kura.publisher.Outbox.ReadyMessage;
import org.kuralink.kura.stack.StackNames;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** A publisher that sends message bodies, or metrics as JSON, to a custom topic. */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = TopicPublisherConfig.PID,
    service = {CloudPublisher.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + TopicPublisherConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = TopicPublisherConfig.class, factory = true)
public final class TopicPublisher extends KuraPublisher {

  private volatile Optional<String> topic = Optional.empty();
  private volatile Delivery delivery = Delivery.DURABLE;

  public TopicPublisher() {
    this(Clock.systemUTC());
  }

  TopicPublisher(Clock clock) {
    super(clock);
  }

  @Override
  void configure(ConfigurationValues values) {
    String written = values.text("topic");
    Optional<String> problem = Topics.problemOfTopic(written);
    Topics.tell(values, problem);
    topic = problem.isPresent() ? Optional.empty() : Optional.of(written);
    delivery = values.option("delivery", Delivery.class, Delivery.DURABLE);
  }

  @Override
  boolean isReady() {
    return topic.isPresent();
  }

  @Override
  Optional<ReadyMessage> prepare(KuraPayload payload) {
    String written = topic.orElse("");
    Delivery how = delivery;
    byte[] body = payload.getBody();
    if (body == null && payload.metrics().isEmpty()) {
      return Optional.empty();
    }
    byte[] content = body == null ? MetricsJson.of(payload.metrics()) : body.clone();
    return Optional.of(
        ReadyMessage.acknowledged(how, endpoint -> send(endpoint, written, content, how)));
  }

  private static Optional<CompletionStage<?>> send(
      KuraEndpoint endpoint, String written, byte[] content, Delivery how) {
    return endpoint
        .link()
        .map(link -> link.publish(new Message(Topics.of(link.identity(), written), content), how));
  }
}
