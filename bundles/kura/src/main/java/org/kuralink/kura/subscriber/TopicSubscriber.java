/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.Optional;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.kura.WorkerThread;
import org.kuralink.kura.endpoint.KuraDescriptions;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.Topics;
import org.kuralink.kura.metric.MetricsJson;
import org.kuralink.kura.stack.StackNames;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A subscriber to custom topics: passes on a message as a body, and the members of a JSON object as
 * metrics. Owns the daemon thread {@code kuralink-kura-<name>}, which calls Kura's listeners and
 * ends when there is nothing to do.
 */
@Component(
    xmlns = KuraDescriptions.ONE_PID,
    name = TopicSubscriberConfig.PID,
    service = {CloudSubscriber.class, ConfigurableComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "service.pid=" + TopicSubscriberConfig.PID,
      "cloud.connection.factory.pid=" + StackNames.ENDPOINT,
      "kura.ui.service.hide:Boolean=true",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = TopicSubscriberConfig.class, factory = true)
public final class TopicSubscriber extends KuraSubscriber {

  /** The metric with the topic, because wires see only metrics. */
  static final String TOPIC = "topic";

  private static final int MOST_WAITING = 1000;

  private volatile Optional<String> filter = Optional.empty();

  @Override
  boolean configure(ConfigurationValues values) {
    String written = values.text("topic");
    Optional<String> problem = Topics.problemOfFilter(written);
    Topics.tell(values, problem);
    Optional<String> before = filter;
    filter = problem.isPresent() ? Optional.empty() : Optional.of(written);
    return !before.equals(filter);
  }

  @Override
  Optional<Object> place(KuraEndpoint endpoint) {
    return filter.isEmpty() ? Optional.empty() : endpoint.link().map(link -> link);
  }

  @Override
  Registration attach(BundleContext bundle, KuraEndpoint endpoint) {
    Optional<DeviceLink> link = endpoint.link();
    Optional<String> written = filter;
    if (link.isEmpty() || written.isEmpty()) {
      return () -> {};
    }
    WorkerThread own = new WorkerThread("kuralink-kura-" + name(), MOST_WAITING);
    Registration subscription =
        link.get()
            .subscribe(
                Topics.of(link.get().identity(), written.get()),
                message -> own.run(() -> received(message)));
    return () -> {
      subscription.close();
      own.stop();
    };
  }

  private void received(Message message) {
    KuraPayload payload = new KuraPayload();
    MetricsJson.read(message.payload()).forEach(payload::addMetric);
    payload.addMetric(TOPIC, message.topic());
    payload.setBody(message.payload());
    tell(payload);
  }
}
