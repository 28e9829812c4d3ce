/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Instant;
import java.util.Map;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where an open server reports to. Any thread may call; no method blocks or throws, and what is
 * reported after the server was closed is dropped.
 */
@ProviderType
public interface FieldReports {

  /**
   * Values of a device that belong together: those of one cycle in one call, which becomes one
   * message.
   *
   * @param device one of the server's
   * @param values by identifier, plain Java as the thing model has it: {@code Number} (exact),
   *     {@code String}, {@code Boolean}; never null, never empty
   * @param at when they were read
   */
  void values(DeviceIdentity device, Map<String, Object> values, Instant at);

  /**
   * An event of a device.
   *
   * @param identifier of the event in the thing model
   * @param output its output parameters by identifier
   * @param at when it happened
   */
  void event(DeviceIdentity device, String identifier, Map<String, Object> output, Instant at);

  /** The server's {@link OpenFieldServer#status} shows another state than before. */
  void stateChanged();
}
