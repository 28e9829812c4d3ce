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
 * A source of current property values, for the platform's requests to read properties (developer
 * guide 4). Registered as a service with the same properties as a {@link PropertySetHandler}. If no
 * source is registered for a property, the thing replies with the value that was last posted or
 * set.
 *
 * <p>Called on a thread of the thing, one call at a time per device. A call may block; it delays
 * only its own request. The platform gets code 400 if the call throws, its stage fails or the time
 * limit passes, and code 429 if too many calls wait.
 */
@ConsumerType
@FunctionalInterface
public interface PropertySource {

  /**
   * Reads properties of the gateway.
   *
   * @param identifiers never empty
   * @return the known values by identifier
   */
  CompletionStage<Map<String, Object>> get(Set<String> identifiers);

  /**
   * Reads properties of a device. The thing calls this method; the default implementation ignores
   * the device and calls {@link #get(Set)}. A source for several devices overrides it.
   *
   * @param device the gateway itself, or one of the devices that the source is registered for
   * @param identifiers as in {@link #get(Set)}
   */
  default CompletionStage<Map<String, Object>> get(DeviceIdentity device, Set<String> identifiers) {
    return get(identifiers);
  }
}
