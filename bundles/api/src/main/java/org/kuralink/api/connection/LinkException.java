/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.kuralink.api.codec.ErrorCategory;

/**
 * A message was not sent, not acknowledged or not answered. Expected on a network, hence without a
 * stack trace. A refusal by the platform is not an exception but a {@link Reply} with its code.
 */
public final class LinkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Says what failed and what to do. */
  public LinkException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** By which a program decides what to do; the message is for people. */
  public Reason reason() {
    return reason;
  }

  /** Where the failure has its cause. */
  public ErrorCategory category() {
    return reason.category;
  }

  /** What can go wrong. */
  public enum Reason {
    /** There is no session now. The message was not sent. */
    OFFLINE(ErrorCategory.NETWORK),
    /** The session ended before the reply came. The message may have arrived. */
    LINK_LOST(ErrorCategory.NETWORK),
    /** The reply did not come within its deadline. The message may have arrived. */
    NO_REPLY(ErrorCategory.PLATFORM),
    /** Too many messages wait for their replies, or for their turn. The message was not sent. */
    BUSY(ErrorCategory.THROTTLED),
    /** The queue is full and configured to refuse. The message was not kept. */
    QUEUE_FULL(ErrorCategory.DEVICE),
    /** The queue dropped the message to make room, or because it was too old. */
    DROPPED(ErrorCategory.DEVICE),
    /** The queue cannot write; the disk may be full. The message was not kept. */
    STORAGE(ErrorCategory.DEVICE),
    /** The message is larger than the platform takes. */
    TOO_LARGE(ErrorCategory.DEVICE),
    /** No codec is installed at this moment. The message was not sent. */
    NO_CODEC(ErrorCategory.DEVICE),
    /**
     * The sub-device was taken out of the gateway's topology. The message was not sent, and none
     * will be until the topology is added again.
     */
    DELETED(ErrorCategory.CONFIGURATION),
    /** The line brings nothing from the platform, so no reply can come. Nothing was sent. */
    NO_DOWNLINK(ErrorCategory.CONFIGURATION),
    /** The component of the connection was stopped or replaced; its links send no more. */
    CLOSED(ErrorCategory.DEVICE);

    private final ErrorCategory category;

    Reason(ErrorCategory category) {
      this.category = category;
    }
  }
}
