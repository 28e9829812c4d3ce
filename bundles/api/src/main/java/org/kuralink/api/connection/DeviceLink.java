/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The communication link of one identity: the gateway itself or a sub-device. A method such as
 * {@code thing.event.property.post} corresponds to the topic {@code
 * /sys/{productKey}/{deviceName}/thing/event/property/post}. The link assigns the message ids and
 * matches replies to requests.
 *
 * <p>Any thread may call. No method blocks for longer than a write to the queue's file.
 */
@ProviderType
public interface DeviceLink {

  /** Returns the gateway or sub-device of this link; constant for the life of the link. */
  DeviceIdentity identity();

  /** Sends a transient request with the configured deadline. */
  default CompletionStage<Reply> request(String method, JsonText params) {
    return request(method, params, RequestOptions.TRANSIENT);
  }

  /**
   * Sends a request. A durable request has been written to the queue when this method returns with
   * a stage that has not failed. Stages complete on an executor of the connection, never on the
   * thread that receives messages.
   *
   * @return the platform's reply with any result code; fails with {@link LinkException} if there is
   *     no reply
   */
  CompletionStage<Reply> request(String method, JsonText params, RequestOptions options);

  /**
   * Registers the handler for a method of the platform's requests. A method that ends in {@code .*}
   * matches all methods with this prefix that have no handler of their own. A request without a
   * handler is answered with code 400: immediately, or after a few seconds if the bundle with the
   * handler may be starting or being replaced. Synchronous calls are answered within 4 s.
   *
   * @throws IllegalStateException if the method already has a handler
   */
  Registration answer(String method, RequestHandler handler);

  /** Returns whether messages can currently be sent without waiting for a log-in. */
  boolean isOnline();

  /**
   * Returns whether the device was removed from the topology. The link is then permanently offline,
   * and data kept for the device can be discarded.
   */
  default boolean isDeleted() {
    return false;
  }

  /** Adds a listener for changes between online and offline. The current state is not reported. */
  Registration addListener(LinkListener listener);

  /**
   * Publishes raw bytes on one of this identity's topics outside of {@code /sys}: shadow, OTA, time
   * or custom topics. A durable message has been written to the queue when this method returns with
   * a stage that has not failed.
   *
   * @return completes when the message was written to the link ({@link Delivery#TRANSIENT}) or
   *     acknowledged by the platform (other deliveries); fails with {@link LinkException}
   */
  CompletionStage<Void> publish(Message message, Delivery delivery);

  /**
   * Subscribes to one of this identity's topics, or to a filter with the MQTT wildcards {@code +}
   * and {@code #}. Several listeners may share a filter. The session restores the subscription
   * after each reconnect.
   */
  Registration subscribe(String topicFilter, MessageListener listener);
}
