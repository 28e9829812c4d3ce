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
 * A server that a channel is serving. Writes and calls wait in a bounded queue together with the
 * polls of their line; if the queue is full, a call fails immediately. Any thread may call; no
 * method blocks, except that {@link #close} waits at most two seconds for running operations.
 */
@ConsumerType
public interface OpenFieldServer extends AutoCloseable {

  /**
   * Sets properties of a device. All values are validated before the first one is written.
   *
   * @param values the values by identifier, plain Java in the form of the thing model
   * @return completes when all values were written and verified; fails with a {@link
   *     FieldException} that names the failed values and those written before
   */
  CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values);

  /**
   * Calls a service of a device.
   *
   * @param identifier the identifier of the service in the thing model
   * @param input the input parameters by identifier
   * @return the output parameters by identifier; fails with {@link FieldException}
   */
  CompletionStage<Map<String, Object>> call(
      DeviceIdentity device, String identifier, Map<String, Object> input);

  /** Returns an immutable snapshot of the current status. */
  FieldServerStatus status();

  /** Closes the server. Nothing is reported afterwards, and waiting operations fail. */
  @Override
  void close();
}
