/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The field channels of one session, as configured by the pushed model configuration (developer
 * guide 9.6) or by a local file in its place. A service with the property {@link #CONNECTION}.
 *
 * <p>Any thread may call; no method waits for the network, a serial line or the disk. Stages
 * complete on threads of the channels or of the gateway.
 */
@ProviderType
public interface FieldChannels {

  /** The service property with the {@code kura.service.pid} of the session. */
  String CONNECTION = "connection";

  /** Returns an immutable snapshot of the current status. */
  FieldChannelsStatus status();

  /**
   * Applies a former configuration again, as if it had been pushed once more.
   *
   * @param number the number of a version in {@link FieldChannelsStatus#history}
   * @return the outcome; never fails
   */
  CompletionStage<FieldOutcome> restore(long number);

  /**
   * Reads a point once, whether or not it is configured.
   *
   * @return the reading; fails with {@link FieldException}
   */
  CompletionStage<FieldReading> read(FieldTrial trial);

  /**
   * Writes a point once.
   *
   * @param value plain Java in the form of the thing model, before scaling
   * @return as in {@link FieldChannel#write}; fails with {@link FieldException}
   */
  CompletionStage<FieldReading> write(FieldTrial trial, Object value);
}
