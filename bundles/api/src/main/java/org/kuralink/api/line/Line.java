/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One attempt to get in, and what comes of it; a new object for each attempt, and one that hangs is
 * simply left behind. No method blocks, whatever the network does, and each stage ends within the
 * line's {@linkplain LineLimits limits}. Stages fail with {@link LineException}; they complete on
 * threads of the line, so whoever continues there must only hand over. Any thread may call.
 */
@ConsumerType
public interface Line {

  /** Where it leads; for people. */
  URI server();

  /**
   * Logs in, at most once.
   *
   * @return what the line is like, once the platform has let us in. {@link LineEvents} may tell of
   *     messages before it completes
   */
  CompletionStage<OpenLine> open();

  /**
   * Sends a message. With QoS 0 completes when it was written, with QoS 1 when the platform has
   * confirmed it. Fails with {@link LineException#busy()} while {@link OpenLine#maxInFlight()}
   * messages are on their way.
   *
   * @param payload at most {@link OpenLine#maxPayload()} bytes; not changed any more
   * @param qos 0 or 1
   */
  CompletionStage<Void> publish(String topic, byte[] payload, int qos);

  /**
   * Asks for messages, and brings the platform's answer for each of the filters, in their order.
   * Only where there is a {@linkplain OpenLine#downlink() downlink}.
   *
   * @param filters with the wildcards of MQTT
   * @param qos 0 or 1
   */
  CompletionStage<List<FilterAnswer>> subscribe(Collection<String> filters, int qos);

  /** Asks for them no longer. */
  CompletionStage<Void> unsubscribe(Collection<String> filters);

  /**
   * Says goodbye if that is possible soon, and ends everything in any case. Never throws, never
   * waits; nothing can be sent any more, and no event comes after it. What is on its way may still
   * be confirmed for about a second, so that it need not be sent twice; then it fails with {@code
   * LINK_LOST}.
   */
  void close();
}
