/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A call of a thing model service by the platform.
 *
 * @param service the identifier of the service, for example {@code SetWeight}
 * @param inputs the input values by identifier, validated against the thing model and in the Java
 *     form of their types if there is a model
 * @param limit the time limit for the result, counted from the arrival of the call; a later result
 *     is dropped
 * @param device the called device: the gateway itself, or one of the devices that the handler is
 *     registered for
 */
public record ServiceCall(
    String service, Map<String, Object> inputs, Duration limit, DeviceIdentity device) {

  /** Creates a call without a device; both names of its identity are empty. */
  public ServiceCall(String service, Map<String, Object> inputs, Duration limit) {
    this(service, inputs, limit, new DeviceIdentity("", ""));
  }

  /** Copies the map. */
  public ServiceCall {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }
}
