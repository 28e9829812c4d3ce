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
 * Answers requests that the platform sends by RRPC on custom topics, {@code
 * /ext/rrpc/{messageId}/{productKey}/{deviceName}/…} (developer guide 9.1). Registered as a
 * service; {@link #TOPIC} names the topics, as they stand behind product key and device name
 * (absent: all that no other handler names), {@link Thing#CONNECTION} the session that it serves
 * (absent: every). Plain custom topics need no handler: {@link
 * org.kuralink.api.connection.DeviceLink#publish} and {@link
 * org.kuralink.api.connection.DeviceLink#subscribe} are for them.
 *
 * <p>It serves the gateway itself, unless {@link
 * org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} names the products, and perhaps {@link
 * org.kuralink.api.connection.HandlerProperties#DEVICE_NAME} the devices, that it serves; where
 * several would do, {@code service.ranking} decides.
 *
 * <p>Called on a thread of the thing, one call at a time for each device, as {@link ServiceHandler}
 * is. The platform waits hardly longer than 4 s; what is late, fails or throws is logged and not
 * answered.
 */
@ConsumerType
@FunctionalInterface
public interface CustomRequestHandler {

  /** The service property ({@code String} or {@code String[]}) such as {@code user/echo}. */
  String TOPIC = "topic";

  /**
   * @param request its topic is the custom one, without {@code /ext/rrpc/{messageId}}
   * @return any bytes; go back on the topic of the request
   */
  CompletionStage<byte[]> handle(Message request);

  /**
   * Answers a request to a device. This is what is called; who serves the gateway alone need not
   * care.
   *
   * @param device the gateway itself, or one of the devices that the handler is registered for
   * @param request as of {@link #handle(Message)}, to which it goes unless this method is
   *     overridden
   */
  default CompletionStage<byte[]> handle(DeviceIdentity device, Message request) {
    return handle(request);
  }
}
