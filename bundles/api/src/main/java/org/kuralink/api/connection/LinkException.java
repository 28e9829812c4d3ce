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
 * Thrown when a message was not sent, not acknowledged or not answered. Such failures are expected
 * on a network, so there is no stack trace. A refusal by the platform is not an exception but a
 * {@link Reply} with its result code.
 */
public final class LinkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * Creates an exception.
   *
   * @param message what failed and what to do
   */
  public LinkException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Returns the reason, by which a program decides what to do. */
  public Reason reason() {
    return reason;
  }

  /** Returns the category of the failure. */
  public ErrorCategory category() {
    return reason.category;
  }

  /** The reasons for a failure. */
  public enum Reason {
    /** The session is offline. The message was not sent. */
    OFFLINE(ErrorCategory.NETWORK),
    /** The session ended before the reply arrived. The platform may have received the message. */
    LINK_LOST(ErrorCategory.NETWORK),
    /** No reply arrived before the deadline. The platform may have received the message. */
    NO_REPLY(ErrorCategory.PLATFORM),
    /** Too many messages wait for their replies or to be sent. The message was not sent. */
    BUSY(ErrorCategory.THROTTLED),
    /** The queue is full and configured to refuse messages. The message was not queued. */
    QUEUE_FULL(ErrorCategory.DEVICE),
    /** The queue dropped the message to make room, or because it was too old. */
    DROPPED(ErrorCategory.DEVICE),
    /** The queue cannot write; the disk may be full. The message was not queued. */
    STORAGE(ErrorCategory.DEVICE),
    /** The message exceeds the platform's size limit. */
    TOO_LARGE(ErrorCategory.DEVICE),
    /** No codec is currently available. The message was not sent. */
    NO_CODEC(ErrorCategory.DEVICE),
    /**
     * The sub-device was removed from the gateway's topology. The message was not sent, and no
     * message of the device will be sent until it is added to the topology again.
     */
    DELETED(ErrorCategory.CONFIGURATION),
    /** The transport is uplink only, so no reply can arrive. The message was not sent. */
    NO_DOWNLINK(ErrorCategory.CONFIGURATION),
    /** The component of the connection was stopped or replaced; its links send no more messages. */
    CLOSED(ErrorCategory.DEVICE);

    private final ErrorCategory category;

    Reason(ErrorCategory category) {
      this.category = category;
    }
  }
}
