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
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows the present values of properties that the platform asks for (developer guide 4). Registered
 * as a service with the same properties as a {@link PropertySetHandler}. Without a source for an
 * identifier the value that was posted or set last is answered.
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
public interface PropertySource {

  /**
   * Asked when the platform wants to know values.
   *
   * @param identifiers never empty
   * @return the values that are known, by identifier
   */
  CompletionStage<Map<String, Object>> get(Set<String> identifiers);

  /**
   * Reads properties of a device. This is what is called; who serves the gateway alone need not
   * care.
   *
   * @param device the gateway itself, or one of the devices that the source is registered for
   * @param identifiers as of {@link #get(Set)}, to which they go unless this method is overridden
   */
  default CompletionStage<Map<String, Object>> get(DeviceIdentity device, Set<String> identifiers) {
    return get(identifiers);
  }
}
