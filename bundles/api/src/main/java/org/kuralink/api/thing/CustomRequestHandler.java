/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Message;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A handler for RRPC requests that the platform sends on custom topics, {@code
 * /ext/rrpc/{messageId}/{productKey}/{deviceName}/…} (developer guide 9.1). Registered as a service
 * with these properties:
 *
 * <ul>
 *   <li>{@link #TOPIC}: the topics, without product key and device name; absent: all topics without
 *       a handler of their own
 *   <li>{@link Thing#CONNECTION}: the session; absent: all sessions
 *   <li>{@link org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} and optionally {@link
 *       org.kuralink.api.connection.HandlerProperties#DEVICE_NAME}: the devices; absent: the
 *       gateway itself
 *   <li>{@code service.ranking}: decides between several suitable handlers
 * </ul>
 *
 * <p>Custom topics without RRPC need no handler: use {@link
 * org.kuralink.api.connection.DeviceLink#publish} and {@link
 * org.kuralink.api.connection.DeviceLink#subscribe}.
 *
 * <p>Called on a thread of the thing, one call at a time per device, like a {@link ServiceHandler}.
 * The platform waits for about 4 s. A reply that is late, fails or throws is logged and not sent.
 */
@ConsumerType
@FunctionalInterface
public interface CustomRequestHandler {

  /**
   * The service property ({@code String} or {@code String[]}) with the topics, for example {@code
   * user/echo}.
   */
  String TOPIC = "topic";

  /**
   * Handles a request to the gateway.
   *
   * @param request its topic is the custom topic, without {@code /ext/rrpc/{messageId}}
   * @return the reply, any bytes; sent on the topic of the request
   */
  CompletionStage<byte[]> handle(Message request);

  /**
   * Handles a request to a device. The thing calls this method; the default implementation ignores
   * the device and calls {@link #handle(Message)}. A handler for several devices overrides it.
   *
   * @param device the gateway itself, or one of the devices that the handler is registered for
   * @param request as in {@link #handle(Message)}
   */
  default CompletionStage<byte[]> handle(DeviceIdentity device, Message request) {
    return handle(request);
  }
}
