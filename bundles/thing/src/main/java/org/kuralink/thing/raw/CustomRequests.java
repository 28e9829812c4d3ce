/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.thing.CustomRequestHandler;
import org.kuralink.thing.handler.Deadline;
import org.kuralink.thing.handler.Handler;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings synchronous requests on custom topics to applications, which are called on their lanes.
 * Each is answered once or, where the application has no answer, not at all.
 */
public final class CustomRequests implements Role {

  private static final Logger LOG = LoggerFactory.getLogger(CustomRequests.class);

  private final String connection;
  private final Whiteboard<CustomRequestHandler> handlers;
  private final ScheduledExecutorService timer;
  private final AnsweredIds answered = new AnsweredIds();
  private final Registrations subscriptions = new Registrations();

  /** Answers for one thing. */
  public CustomRequests(
      String connection,
      Whiteboard<CustomRequestHandler> handlers,
      ScheduledExecutorService timer) {
    this.connection = connection;
    this.handlers = handlers;
    this.timer = timer;
  }

  @Override
  public void attach(DeviceLink link) {
    DeviceTopics topics = new DeviceTopics(link.identity());
    subscriptions.add(
        link.subscribe(topics.anyExtCustom(), message -> received(link, topics, message)));
  }

  @Override
  public void detach() {
    subscriptions.close();
  }

  private void received(DeviceLink link, DeviceTopics topics, Message message) {
    if (!answered.isNew(topics.messageId(message.topic()))) {
      return;
    }
    String topic = DeviceTopics.wrapped(message.topic());
    Map<Handler<CustomRequestHandler>, Set<String>> assigned =
        handlers.assign(connection, List.of(topics.custom(topic)));
    if (assigned.isEmpty()) {
      LOG.warn("{}: not answered, nobody handles it", message.topic());
      return;
    }
    Handler<CustomRequestHandler> handler = assigned.keySet().iterator().next();
    Deadline deadline = Deadline.in(timer, RawRequests.SYNCHRONOUS_LIMIT);
    Message request = new Message(topic, message.payload());
    handler
        .lane()
        .call(() -> handler.service().handle(request), deadline)
        .whenComplete((answer, failure) -> deadline.cancel())
        .thenCompose(answer -> send(link, message.topic(), answer))
        .exceptionally(
            failure -> {
              LOG.warn("{}: not answered: {}", message.topic(), Failures.words(failure));
              return null;
            });
  }

  private static CompletionStage<Void> send(DeviceLink link, String topic, byte[] answer) {
    return link.publish(new Message(topic, answer), Delivery.TRANSIENT);
  }
}
