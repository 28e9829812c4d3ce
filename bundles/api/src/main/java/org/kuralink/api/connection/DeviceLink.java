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
 * What one identity, the gateway itself or a sub-device, speaks through. A method such as {@code
 * thing.event.property.post} stands for the topic {@code /sys/{productKey}/{deviceName}/…} of the
 * same words; ids are given and matched here.
 *
 * <p>Any thread may call; no method blocks beyond the write to the queue's file.
 */
@ProviderType
public interface DeviceLink {

  /** The gateway or the sub-device whose topics these are; the same for the life of the link. */
  DeviceIdentity identity();

  /** Sends a transient request with the configured deadline. */
  default CompletionStage<Reply> request(String method, JsonText params) {
    return request(method, params, RequestOptions.TRANSIENT);
  }

  /**
   * Sends a request. A durable one has been written to the queue when this returns with a stage
   * that has not failed. Stages are completed on an executor of the connection, never on the thread
   * that receives messages.
   *
   * @return the platform's reply, whatever its code; fails with {@link LinkException} if there is
   *     none
   */
  CompletionStage<Reply> request(String method, JsonText params, RequestOptions options);

  /**
   * Answers the platform's requests for a method. A method that ends in {@code .*} stands for all
   * that begin so and have no handler of their own. A request that finds no handler is answered
   * with code 400: at once, or after a few seconds if a bundle that has one may be starting or is
   * being replaced, so that nothing is lost meanwhile. Synchronous calls are answered within 4 s.
   *
   * @throws IllegalStateException if the method has a handler already
   */
  Registration answer(String method, RequestHandler handler);

  /** Whether what is sent now goes out at once. */
  boolean isOnline();

  /**
   * Whether the device was taken out of the topology: the link is offline for good, and what is
   * kept of the device can be forgotten.
   */
  default boolean isDeleted() {
    return false;
  }

  /** Hears of changes; not of the state at the moment of this call. */
  Registration addListener(LinkListener listener);

  /**
   * Publishes raw bytes on one of this identity's topics outside of {@code /sys}: shadow, OTA,
   * time, custom topics. A durable message has been written to the queue when this returns with a
   * stage that has not failed.
   *
   * @return done when the message was written to the link (transient) or acknowledged (others);
   *     fails with {@link LinkException}
   */
  CompletionStage<Void> publish(Message message, Delivery delivery);

  /**
   * Listens to one of this identity's topics, or to a filter with the MQTT wildcards {@code +} and
   * {@code #}. Several listeners may share a filter; the subscription comes back after each
   * reconnect.
   */
  Registration subscribe(String topicFilter, MessageListener listener);
}
