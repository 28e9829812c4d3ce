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
 * The field channels of one session: what the pushed model configuration (developer guide 9.6), or
 * the file that stands for it, has set up. A service with the property {@link #CONNECTION}.
 *
 * <p>Any thread may call; no method waits for the network, a line or the disk. Stages are completed
 * on threads of the channels or of the gateway.
 */
@ProviderType
public interface FieldChannels {

  /** The service property that names the session, by its {@code kura.service.pid}. */
  String CONNECTION = "connection";

  /** A picture of this moment. */
  FieldChannelsStatus status();

  /**
   * Applies a configuration of the history again, as if it had been pushed once more.
   *
   * @param number of a version in {@link FieldChannelsStatus#history}
   * @return what became of it; never fails
   */
  CompletionStage<FieldOutcome> restore(long number);

  /**
   * Reads a point once, whether or not it is configured.
   *
   * @return fails with a {@link FieldException}
   */
  CompletionStage<FieldReading> read(FieldTrial trial);

  /**
   * Writes a point once.
   *
   * @param value plain Java, as the thing model has it: before scaling
   * @return as {@link FieldChannel#write}; fails with a {@link FieldException}
   */
  CompletionStage<FieldReading> write(FieldTrial trial, Object value);
}
