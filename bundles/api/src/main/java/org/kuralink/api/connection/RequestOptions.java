/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Duration;
import java.util.Optional;

/**
 * The options of a request.
 *
 * @param delivery the delivery guarantee: transient or durable
 * @param deadline how long to wait for the reply after the message was sent (a durable one: after
 *     it was acknowledged); more than zero, at most {@link #LONGEST}; empty for the configured
 *     {@code request.timeout.seconds}
 */
public record RequestOptions(Delivery delivery, Optional<Duration> deadline) {

  /** The longest deadline. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** Transient, with the configured deadline. */
  public static final RequestOptions TRANSIENT =
      new RequestOptions(Delivery.TRANSIENT, Optional.empty());

  /** Durable, with the configured deadline. */
  public static final RequestOptions DURABLE =
      new RequestOptions(Delivery.DURABLE, Optional.empty());

  /**
   * Validates the deadline.
   *
   * @throws IllegalArgumentException if the deadline is out of range
   */
  public RequestOptions {
    if (deadline.isPresent()
        && (deadline.get().compareTo(Duration.ZERO) <= 0
            || deadline.get().compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "a deadline is more than zero and at most " + LONGEST + ", not " + deadline.get());
    }
  }

  /** Returns these options with another deadline, which replaces the configured one. */
  public RequestOptions within(Duration limit) {
    return new RequestOptions(delivery, Optional.of(limit));
  }
}
