/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A server that a channel serves. Writes and calls wait in one bounded queue with the polls of
 * their line; one too many fails at once. Any thread may call; no method blocks, except that {@link
 * #close} waits for at most two seconds for what is under way.
 */
@ConsumerType
public interface OpenFieldServer extends AutoCloseable {

  /**
   * Sets properties of a device: all of them are checked before the first is written.
   *
   * @param values by identifier, plain Java as the thing model has it
   * @return done when all were written and verified; fails with a {@link FieldException} that names
   *     what was not, and what had been written by then
   */
  CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values);

  /**
   * Calls a service of a device.
   *
   * @param identifier of the service in the thing model
   * @param input its input parameters by identifier
   * @return its output parameters by identifier; fails with a {@link FieldException}
   */
  CompletionStage<Map<String, Object>> call(
      DeviceIdentity device, String identifier, Map<String, Object> input);

  /** How it stands now. */
  FieldServerStatus status();

  /** Ends it; afterwards nothing is reported, and what waited has failed. */
  @Override
  void close();
}
