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
 * One connection attempt over a transport, and the resulting connection. Each attempt uses a new
 * object; one that hangs is abandoned. No method blocks, whatever the state of the network, and
 * each stage completes within the line's {@linkplain LineLimits limits}. Stages fail with {@link
 * LineException}. They complete on threads of the line, so dependent actions must hand over to
 * another thread. Any thread may call.
 */
@ConsumerType
public interface Line {

  /** Returns the address of the server, for display. */
  URI server();

  /**
   * Connects and logs in. May be called once.
   *
   * @return the capabilities of the line, once the platform has accepted the log-in; {@link
   *     LineEvents} may report messages before this stage completes
   */
  CompletionStage<OpenLine> open();

  /**
   * Sends a message. With QoS 0 the stage completes when the message was written, with QoS 1 when
   * the platform has acknowledged it. Fails with {@link LineException#busy()} while {@link
   * OpenLine#maxInFlight()} messages are in flight.
   *
   * @param payload at most {@link OpenLine#maxPayload()} bytes; must not be modified afterwards
   * @param qos 0 or 1
   */
  CompletionStage<Void> publish(String topic, byte[] payload, int qos);

  /**
   * Subscribes to topic filters. Allowed only on a line with {@linkplain OpenLine#downlink()
   * downlink}.
   *
   * @param filters with the wildcards of MQTT
   * @param qos 0 or 1
   * @return the platform's answers, in the order of the filters
   */
  CompletionStage<List<FilterAnswer>> subscribe(Collection<String> filters, int qos);

  /** Cancels subscriptions. */
  CompletionStage<Void> unsubscribe(Collection<String> filters);

  /**
   * Disconnects properly if this is quickly possible, and releases all resources in any case. Never
   * throws and never blocks. Nothing can be sent afterwards, and no event follows. Messages in
   * flight may still be acknowledged for about a second, to avoid that they are sent twice; then
   * they fail with {@code LINK_LOST}.
   */
  void close();
}
