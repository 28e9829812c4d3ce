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
 * Sets properties on request of the platform (developer guide 4 and 9.5). Registered as a service;
 * {@link #PROPERTIES} names the identifiers that it sets (absent: all that no other handler names),
 * {@link Thing#CONNECTION} the session that it serves (absent: every).
 *
 * <p>It serves the gateway itself, unless {@link
 * org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} names the products, and perhaps {@link
 * org.kuralink.api.connection.HandlerProperties#DEVICE_NAME} the devices, that it serves; where
 * several would do, {@code service.ranking} decides.
 *
 * <p>Called on a thread of the thing, one call at a time for each device; it may block, which
 * delays nobody but the request itself. Throwing, failing the stage and being late are answered
 * with code 400, one call too many that waits with code 429.
 */
@ConsumerType
@FunctionalInterface
public interface PropertySetHandler {

  /** The service property ({@code String} or {@code String[]}) with the identifiers. */
  String PROPERTIES = "properties";

  /**
   * Carries out what the platform has set.
   *
   * @param values by identifier, checked against the thing model and in the Java form of their
   *     types where there is a model; never empty
   * @return {@link Reply#success()} or a failure
   */
  CompletionStage<Reply> set(Map<String, Object> values);

  /**
   * Sets properties of a device. This is what is called; who serves the gateway alone need not
   * care.
   *
   * @param device the gateway itself, or one of the devices that the handler is registered for
   * @param values as of {@link #set(Map)}, to which they go unless this method is overridden
   */
  default CompletionStage<Reply> set(DeviceIdentity device, Map<String, Object> values) {
    return set(values);
  }
}
