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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.subscriber.listener.CloudSubscriberListener;
import org.eclipse.kura.message.KuraPayload;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that an application publishes and receives at the endpoint itself: bodies, on the
 * topic of the property {@value #TOPIC}. Subscriptions move to the next session.
 */
public final class TopicMessages {

  /** The property of a message, or of a subscription, with the topic. */
  public static final String TOPIC = "topic";

  /**
   * The property of a message with the delivery: {@code transient} or {@code durable} (default).
   */
  public static final String DELIVERY = "delivery";

  private static final Logger LOG = LoggerFactory.getLogger(TopicMessages.class);

  private final KuraEndpoint endpoint;
  private final AtomicLong ids = new AtomicLong();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  public TopicMessages(KuraEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Publishes a message, durably unless its property {@value #DELIVERY} says otherwise.
   *
   * @return the id for delivery listeners; null for a transient message, which is not confirmed
   * @throws KuraException if the message has no body or no topic, there is no session, or the
   *     session refuses the message
   */
  public @Nullable String publish(KuraMessage message) throws KuraException {
    Message converted = converted(message);
    Delivery delivery = delivery(message);
    String id = endpoint.name() + "-" + ids.incrementAndGet();
    CompletionStage<Void> sent = link().publish(converted, delivery);
    Optional<Throwable> refusal = StageFailures.now(sent);
    if (refusal.isPresent()) {
      throw new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, Explanation.of(refusal.get()));
    }
    sent.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            LOG.warn(
                "{}: message {} is not known to have arrived: {}",
                endpoint.name(),
                id,
                Explanation.of(failure));
          } else if (delivery != Delivery.TRANSIENT) {
            endpoint.run(() -> endpoint.confirmed(id));
          }
        });
    return delivery == Delivery.TRANSIENT ? null : id;
  }

  private DeviceLink link() throws KuraException {
    return endpoint
        .link()
        .orElseThrow(
            () -> new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "there is no session"));
  }

  private Message converted(KuraMessage message) throws KuraException {
    byte[] body =
        message == null || message.getPayload() == null ? null : message.getPayload().getBody();
    if (body == null) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "the message has no body");
    }
    String written = text(message.getProperties(), TOPIC);
    Optional<String> problem = Topics.problemOfTopic(written);
    if (problem.isPresent()) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "property topic " + problem.get());
    }
    return new Message(Topics.of(link().identity(), written), body.clone());
  }

  private static Delivery delivery(KuraMessage message) throws KuraException {
    ConfigurationValues values = ConfigurationValues.of(message.getProperties());
    Delivery delivery = values.option(DELIVERY, Delivery.class, Delivery.DURABLE);
    if (!values.problems().isEmpty()) {
      throw new KuraException(
          KuraErrorCode.INVALID_PARAMETER, "property " + values.problems().get(0));
    }
    return delivery;
  }

  private static String text(@Nullable Map<String, Object> properties, String name) {
    Object value = properties == null ? null : properties.get(name);
    return value == null ? "" : value.toString();
  }

  /** Subscribes a listener to a topic; it may subscribe to several. */
  public void register(Map<String, Object> properties, CloudSubscriberListener listener) {
    String written = text(properties, TOPIC);
    Optional<String> problem = Topics.problemOfFilter(written);
    if (problem.isPresent()) {
      LOG.error("{}: subscription: property topic {}", endpoint.name(), problem.get());
      return;
    }
    Subscription fresh = new Subscription(endpoint, written, listener);
    subscriptions.removeIf(each -> end(each, each.isLike(fresh)));
    subscriptions.add(fresh);
    endpoint.run(() -> fresh.follow(subscribed(fresh)));
  }

  /** Ends all subscriptions of a listener. */
  public void unregister(CloudSubscriberListener listener) {
    subscriptions.removeIf(each -> end(each, each.listener.equals(listener)));
  }

  private boolean end(Subscription subscription, boolean wanted) {
    if (wanted) {
      endpoint.run(() -> subscription.follow(Optional.empty()));
    }
    return wanted;
  }

  private Optional<DeviceLink> subscribed(Subscription subscription) {
    return subscriptions.contains(subscription) ? endpoint.link() : Optional.empty();
  }

  /** Moves the subscriptions to the current session. Called on the endpoint's thread. */
  public void follow() {
    subscriptions.forEach(each -> each.follow(subscribed(each)));
  }

  /** Ends all subscriptions. Called on the endpoint's thread. */
  public void close() {
    List<Subscription> all = List.copyOf(subscriptions);
    subscriptions.clear();
    all.forEach(each -> each.follow(Optional.empty()));
  }

  /** A subscription at the current link. Used on the endpoint's thread. */
  private static final class Subscription {

    private final KuraEndpoint endpoint;
    private final String written;
    private final CloudSubscriberListener listener;
    private @Nullable DeviceLink at;
    private @Nullable Registration registration;

    Subscription(KuraEndpoint endpoint, String written, CloudSubscriberListener listener) {
      this.endpoint = endpoint;
      this.written = written;
      this.listener = listener;
    }

    boolean isLike(Subscription other) {
      return written.equals(other.written) && listener.equals(other.listener);
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
      KuraMessage arrived = new KuraMessage(payload, Map.of(TOPIC, message.topic()));
      endpoint.run(() -> listener.onMessageArrived(arrived));
    }
  }
}
