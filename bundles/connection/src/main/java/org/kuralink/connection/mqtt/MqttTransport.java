/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.kuralink.login.Login;

/**
 * One attempt and the link it brings; a new object for each attempt, and one that hangs is simply
 * left behind. No method blocks. Stages fail with {@link TransportException}; they complete on the
 * transport's threads or the scheduler's, so whoever continues there must only hand over.
 */
public interface MqttTransport {

  /**
   * Opens the link, at most once. Brings "session present".
   *
   * @param events where messages go; they may come before this stage completes
   */
  CompletionStage<Boolean> open(Login login, LinkSettings settings, LinkEvents events);

  /**
   * Sends a message. With QoS 0 completes when it was written, with QoS 1 at its PUBACK; fails with
   * TIMEOUT when neither comes within the operation limit.
   */
  CompletionStage<Void> publish(String topic, byte[] payload, int qos);

  /** Subscribes; brings those of the filters that the platform did not grant. */
  CompletionStage<List<String>> subscribe(Collection<String> filters, int qos);

  /** Takes subscriptions back. */
  CompletionStage<Void> unsubscribe(Collection<String> filters);

  /**
   * Says goodbye if that is possible soon, and ends everything in any case. Never throws, never
   * waits; no event comes after it.
   */
  void close();
}
