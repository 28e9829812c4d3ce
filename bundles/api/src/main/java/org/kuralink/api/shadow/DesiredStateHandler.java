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
 * Brings the device into the state that applications desire (developer guide 7.2). Registered as a
 * service; {@link #ATTRIBUTES} names the attributes that it handles (absent: all that no other
 * handler names), {@link Shadow#CONNECTION} the session that it serves (absent: every), {@link
 * HandlerProperties#PRODUCT_KEY} and {@link HandlerProperties#DEVICE_NAME} the devices (both
 * absent: the gateway itself; the product alone: all devices of it). Of several for the same
 * attribute the one with the higher {@code service.ranking} is called. When the properties change,
 * the new ones count from then on.
 *
 * <p>Called when a device comes online and when what is desired changes, with the attributes that
 * differ from those reported. The same desire may come again, after a restart for instance. A
 * handler is called on a thread of the shadow, for each device one call at a time and for several
 * beside each other; it may block, which delays nobody but itself, until its time is over.
 */
@ConsumerType
@FunctionalInterface
public interface DesiredStateHandler {

  /** The service property ({@code String} or {@code String[]}) with the names of attributes. */
  String ATTRIBUTES = "attributes";

  /**
   * Takes desires on.
   *
   * @param attributes by name, with the time at which they were desired; never empty
   * @return the values that the device has now, of the attributes that it took on; they are
   *     reported, and no longer desired. What is absent is refused: it alone stays desired and is
   *     delivered again when the device comes online or the desire changes.
   */
  CompletionStage<Map<String, Object>> desired(Map<String, ShadowAttribute> attributes);

  /**
   * Takes desires of one device on; what serves several overrides this one.
   *
   * @param device whose they are
   * @param attributes by name, with the time at which they were desired; never empty
   * @return as the other method; what it does not override goes there
   */
  default CompletionStage<Map<String, Object>> desired(
      DeviceIdentity device, Map<String, ShadowAttribute> attributes) {
    return desired(attributes);
  }
}
