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
 * The receiver for values, events and state changes of an open server. Any thread may call; no
 * method blocks or throws. Reports after the server was closed are dropped.
 */
@ProviderType
public interface FieldReports {

  /**
   * Reports values of a device. All values of a polling cycle belong in one call, which becomes one
   * message.
   *
   * @param device a device of the server
   * @param values the values by identifier, plain Java in the form of the thing model: {@code
   *     Number} (exact), {@code String}, {@code Boolean}; never null, never empty
   * @param at when the values were read
   */
  void values(DeviceIdentity device, Map<String, Object> values, Instant at);

  /**
   * Reports an event of a device.
   *
   * @param identifier the identifier of the event in the thing model
   * @param output the output parameters by identifier
   * @param at when the event occurred
   */
  void event(DeviceIdentity device, String identifier, Map<String, Object> output, Instant at);

  /** Reports that the state in {@link OpenFieldServer#status} changed. */
  void stateChanged();
}
