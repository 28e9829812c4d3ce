/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kuralink.store.Medium;

/**
 * The queue refused a message, or could not be opened. Messages that were accepted before are not
 * lost.
 */
public final class QueueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final long ALMOST_FULL = 64 * 1024;

  private final Reason reason;

  QueueException(Reason reason, String message) {
    this(reason, message, null);
  }

  QueueException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  /** Returns the exception for a failure of the medium. */
  static QueueException of(Medium medium, Path directory, String what, IOException cause) {
    String text = what + " the uplink queue " + directory + ": ";
    return isFull(medium, directory, cause)
        ? new QueueException(Reason.DISK_FULL, text + "no space left on the medium", cause)
        : new QueueException(Reason.IO, text + cause.getMessage(), cause);
  }

  private static boolean isFull(Medium medium, Path directory, IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left") || message.contains("quota")) {
      return true;
    }
    try {
      return medium.usableSpace(directory) < ALMOST_FULL;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the reason for programs. */
  public Reason reason() {
    return reason;
  }

  /** The reasons of failures. */
  public enum Reason {
    /** The limits are reached, and no message may be dropped. */
    FULL,
    /** The message is larger than the limit of the queue. */
    TOO_LARGE,
    /** The disk is full. */
    DISK_FULL,
    /** The disk cannot be read or written. */
    IO,
    /** Another queue, of this process or another one, uses the directory. */
    IN_USE,
    /** The queue is closed. */
    CLOSED
  }
}
