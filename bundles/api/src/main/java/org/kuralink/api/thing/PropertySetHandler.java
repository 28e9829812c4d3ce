/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A handler that sets properties at the platform's request (developer guide 4 and 9.5). Registered
 * as a service with these properties:
 *
 * <ul>
 *   <li>{@link #PROPERTIES}: the identifiers of the properties; absent: all properties without a
 *       handler of their own
 *   <li>{@link Thing#CONNECTION}: the session; absent: all sessions
 *   <li>{@link org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} and optionally {@link
 *       org.kuralink.api.connection.HandlerProperties#DEVICE_NAME}: the devices; absent: the
 *       gateway itself
 *   <li>{@code service.ranking}: decides between several suitable handlers
 * </ul>
 *
 * <p>Called on a thread of the thing, one call at a time per device. A call may block; it delays
 * only its own request. The platform gets code 400 if the call throws, its stage fails or the time
 * limit passes, and code 429 if too many calls wait.
 */
@ConsumerType
@FunctionalInterface
public interface PropertySetHandler {

  /** The service property ({@code String} or {@code String[]}) with the identifiers. */
  String PROPERTIES = "properties";

  /**
   * Sets properties of the gateway.
   *
   * @param values the values by identifier, validated against the thing model and in the Java form
   *     of their types if there is a model; never empty
   * @return {@link Reply#success()} or a failure
   */
  CompletionStage<Reply> set(Map<String, Object> values);

  /**
   * Sets properties of a device. The thing calls this method; the default implementation ignores
   * the device and calls {@link #set(Map)}. A handler for several devices overrides it.
   *
   * @param device the gateway itself, or one of the devices that the handler is registered for
   * @param values as in {@link #set(Map)}
   */
  default CompletionStage<Reply> set(DeviceIdentity device, Map<String, Object> values) {
    return set(values);
  }
}
