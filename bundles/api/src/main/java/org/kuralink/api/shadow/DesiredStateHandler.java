/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A handler that applies the desired state of a device shadow to the device (developer guide 7.2).
 * Registered as a service with these properties:
 *
 * <ul>
 *   <li>{@link #ATTRIBUTES}: the names of the attributes; absent: all attributes without a handler
 *       of their own
 *   <li>{@link Shadow#CONNECTION}: the session; absent: all sessions
 *   <li>{@link HandlerProperties#PRODUCT_KEY} and {@link HandlerProperties#DEVICE_NAME}: the
 *       devices; both absent: the gateway itself; without a device name: all devices of the product
 *   <li>{@code service.ranking}: of several handlers for an attribute, the one with the highest
 *       ranking is called
 * </ul>
 *
 * <p>Changed service properties take effect immediately.
 *
 * <p>Called when a device comes online and when the desired state changes, with the attributes that
 * differ from the reported ones. The same desired state may be delivered again, for example after a
 * restart. Calls run on threads of the shadow, one at a time per device and concurrently for
 * several devices. A call may block until its time limit; it delays only itself.
 */
@ConsumerType
@FunctionalInterface
public interface DesiredStateHandler {

  /** The service property ({@code String} or {@code String[]}) with the names of the attributes. */
  String ATTRIBUTES = "attributes";

  /**
   * Applies desired attributes of the gateway.
   *
   * @param attributes the desired attributes by name, with the time at which each was set; never
   *     empty
   * @return the current values of the attributes that the handler applied; the shadow reports them
   *     and clears their desired values. An attribute that is absent counts as refused: it stays
   *     desired, and is delivered again when the device comes online or its desired value changes
   */
  CompletionStage<Map<String, Object>> desired(Map<String, ShadowAttribute> attributes);

  /**
   * Applies desired attributes of a device. The shadow calls this method; the default
   * implementation ignores the device and calls {@link #desired(Map)}. A handler for several
   * devices overrides it.
   *
   * @param device the device
   * @param attributes as in {@link #desired(Map)}
   * @return as in {@link #desired(Map)}
   */
  default CompletionStage<Map<String, Object>> desired(
      DeviceIdentity device, Map<String, ShadowAttribute> attributes) {
    return desired(attributes);
  }
}
