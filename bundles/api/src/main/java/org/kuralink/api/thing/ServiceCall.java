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
 * The platform calls a service of the thing model.
 *
 * @param service the identifier, for example {@code SetWeight}
 * @param inputs by identifier, checked against the thing model and in the Java form of their types
 *     where there is a model
 * @param limit how long the answer may take, counted from the arrival of the call; a later one is
 *     dropped
 * @param device which is called: the gateway itself, or one of those that the handler is registered
 *     for
 */
public record ServiceCall(
    String service, Map<String, Object> inputs, Duration limit, DeviceIdentity device) {

  /** A call that does not say which device is called; its names are empty. */
  public ServiceCall(String service, Map<String, Object> inputs, Duration limit) {
    this(service, inputs, limit, new DeviceIdentity("", ""));
  }

  /** Copies the map. */
  public ServiceCall {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }
}
