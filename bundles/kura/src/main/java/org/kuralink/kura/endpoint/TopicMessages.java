/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.subscriber.listener.CloudSubscriberListener;
import org.eclipse.kura.message.KuraPayload;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an application publishes and subscribes to at the endpoint itself: bodies, on the topic that
 * the property {@value #TOPIC} names. Subscriptions move to the next session when one comes.
 */
public final class TopicMessages {

  /** The property of a message, or of a subscription, with the topic. */
  public static final String TOPIC = "topic";

  private static final Logger LOG = LoggerFactory.getLogger(TopicMessages.class);

  private final Endpoint endpoint;
  private final AtomicLong ids = new AtomicLong();
  private final Map<CloudSubscriberListener, Subscription> subscriptions =
      new ConcurrentHashMap<>();

  /** The messages of an endpoint. */
  public TopicMessages(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Publishes durably.
   *
   * @return the id that delivery listeners hear
   * @throws KuraException if the message has no body or no topic, or there is no session
   */
  public String publish(KuraMessage message) throws KuraException {
    Object topic = message.getProperties().get(TOPIC);
    byte[] body = message.getPayload() == null ? null : message.getPayload().getBody();
    String written = topic == null ? "" : topic.toString();
    Optional<String> problem = Topics.problemOfTopic(written);
    if (body == null || problem.isPresent()) {
      throw new KuraException(
          KuraErrorCode.INVALID_PARAMETER,
          body == null ? "the message has no body" : "property topic " + problem.get());
    }
    DeviceLink link =
        endpoint
            .link()
            .orElseThrow(
                () -> new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "there is no session"));
    String id = endpoint.name() + "-" + ids.incrementAndGet();
    link.publish(new Message(Topics.of(link.identity(), written), body), Delivery.DURABLE)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                endpoint.run(() -> endpoint.confirmed(id));
              } else {
                LOG.warn("{}: {} was not delivered: {}", endpoint.name(), id, failure.toString());
              }
            });
    return id;
  }

  /** Subscribes. */
  public void register(Map<String, Object> properties, CloudSubscriberListener listener) {
    String written = String.valueOf(properties.getOrDefault(TOPIC, ""));
    Optional<String> problem = Topics.problemOfFilter(written);
    if (problem.isPresent()) {
      LOG.error("{}: subscription: property topic {}", endpoint.name(), problem.get());
      return;
    }
    Subscription fresh = new Subscription(written, listener);
    Subscription before = subscriptions.put(listener, fresh);
    endpoint.run(
        () -> {
          if (before != null) {
            before.follow(Optional.empty());
          }
          if (subscriptions.containsValue(fresh)) {
            fresh.follow(endpoint.link());
          }
        });
  }

  /** Ends a subscription. */
  public void unregister(CloudSubscriberListener listener) {
    Subscription last = subscriptions.remove(listener);
    if (last != null) {
      endpoint.run(() -> last.follow(Optional.empty()));
    }
  }

  /** The session may be another one. On the endpoint's thread. */
  public void follow() {
    List.copyOf(subscriptions.values()).forEach(each -> each.follow(endpoint.link()));
  }

  /** Ends all subscriptions. On the endpoint's thread. */
  public void close() {
    List.copyOf(subscriptions.values()).forEach(each -> each.follow(Optional.empty()));
    subscriptions.clear();
  }

  /** A subscription at the link that is there; used on the endpoint's thread. */
  private static final class Subscription {

    private final String written;
    private final CloudSubscriberListener listener;
    private @Nullable DeviceLink at;
    private @Nullable Registration registration;

    Subscription(String written, CloudSubscriberListener listener) {
      this.written = written;
      this.listener = listener;
    }

    void follow(Optional<DeviceLink> link) {
      DeviceLink next = link.orElse(null);
      if (next == at) {
        return;
      }
      Registration last = registration;
      registration = null;
      if (last != null) {
        last.close();
      }
      at = next;
      if (next != null) {
        registration = next.subscribe(Topics.of(next.identity(), written), this::received);
      }
    }

    private void received(Message message) {
      KuraPayload payload = new KuraPayload();
      payload.setBody(message.payload());
      payload.addMetric(TOPIC, message.topic());
      listener.onMessageArrived(new KuraMessage(payload, Map.of(TOPIC, message.topic())));
    }
  }
}
