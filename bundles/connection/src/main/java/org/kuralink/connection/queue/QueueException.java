/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.queue;

import org.jspecify.annotations.Nullable;

/** The queue did not take a message, or could not be opened. Nothing taken before is lost by it. */
public final class QueueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  QueueException(Reason reason, String message) {
    this(reason, message, null);
  }

  QueueException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  /** For programs. */
  public Reason reason() {
    return reason;
  }

  /** What can go wrong. */
  public enum Reason {
    /** The limits are reached and nothing gives way. */
    FULL,
    /** This message alone is larger than the queue may be. */
    TOO_LARGE,
    /** The medium has no room left. */
    DISK_FULL,
    /** The medium cannot be read or written. */
    IO,
    /** Another queue, of this process or another one, has the directory. */
    IN_USE,
    /** The queue is closed. */
    CLOSED
  }
}
