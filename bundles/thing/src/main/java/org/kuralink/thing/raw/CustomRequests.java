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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.thing.CustomRequestHandler;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.handler.Whiteboard.Handler;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.ThingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The synchronous requests on custom topics ({@code /ext/rrpc}). Passes each to the handler of an
 * application, in the queue of that handler, and publishes its answer once. Without an answer
 * nothing is published.
 */
public final class CustomRequests {

  private static final Logger LOG = LoggerFactory.getLogger(CustomRequests.class);

  private final Whiteboard.Serving<CustomRequestHandler> handlers;
  private final ScheduledExecutorService timer;
  private final AnsweredIds answered = new AnsweredIds();

  /** Creates the requests of the devices of one session. */
  public CustomRequests(
      Whiteboard.Serving<CustomRequestHandler> handlers, ScheduledExecutorService timer) {
    this.handlers = handlers;
    this.timer = timer;
  }

  /**
   * Subscribes for all devices of a session.
   *
   * @param subscriptions takes the subscriptions
   */
  public void attach(CloudSession session, Registrations subscriptions) {
    subscriptions.add(session.subscribeAll(DeviceTopics.ofAll().anyExtCustom(), this::received));
  }

  private void received(DeviceLink link, Message message) {
    DeviceIdentity device = link.identity();
    DeviceTopics topics = new DeviceTopics(device);
    if (!answered.isNew(message.topic())) {
      return;
    }
    String topic = DeviceTopics.wrapped(message.topic());
    Map<Handler<CustomRequestHandler>, Set<String>> assigned =
        Whiteboard.assign(handlers.serving(device), List.of(topics.custom(topic)));
    if (assigned.isEmpty()) {
      LOG.warn("{}: not answered: no CustomRequestHandler is registered for it", message.topic());
      return;
    }
    Handler<CustomRequestHandler> handler = assigned.keySet().iterator().next();
    CompletableFuture<Void> deadline = ThingThread.deadline(timer, RawRequests.SYNCHRONOUS_LIMIT);
    Message request = new Message(topic, message.payload());
    handler
        .queue()
        .call(device, () -> handler.service().handle(device, request), deadline)
        .whenComplete((answer, failure) -> deadline.cancel(false))
        .thenCompose(answer -> send(link, message.topic(), answer))
        .exceptionally(
            failure -> {
              LOG.warn("{}: not answered: {}", message.topic(), HandlerFaults.words(failure));
              return null;
            });
  }

  private static CompletionStage<Void> send(DeviceLink link, String topic, byte[] answer) {
    return link.publish(new Message(topic, answer), Delivery.TRANSIENT);
  }
}
