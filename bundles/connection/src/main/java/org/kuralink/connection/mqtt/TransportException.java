/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.kuralink.api.connection.SessionFault;

/** A link could not be opened, or an operation on it failed. The message says what to do. */
public final class TransportException extends Exception {

  private static final long serialVersionUID = 1L;

  private final SessionFault.Cause cause;
  private final int connectCode;
  private final boolean busy;

  private TransportException(
      SessionFault.Cause cause, int connectCode, boolean busy, String message) {
    super(message, null, false, false);
    this.cause = cause;
    this.connectCode = connectCode;
    this.busy = busy;
  }

  /** A failure of the link or of one operation. */
  public TransportException(SessionFault.Cause cause, String message) {
    this(cause, -1, false, message);
  }

  /** The platform answered CONNECT with this code. */
  public static TransportException refused(
      SessionFault.Cause cause, int connectCode, String message) {
    return new TransportException(cause, connectCode, false, message);
  }

  /** Too many publishes are waiting; the link is well. */
  public static TransportException busy(int maxInFlight) {
    return new TransportException(
        SessionFault.Cause.PLATFORM,
        -1,
        true,
        maxInFlight + " messages are waiting for the platform; try again when one is through");
  }

  /** What a stage failed with. */
  public static TransportException of(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof TransportException known
        ? known
        : new TransportException(
            SessionFault.Cause.UNREACHABLE, String.valueOf(cause.getMessage()));
  }

  /** For programs. */
  public SessionFault.Cause cause() {
    return cause;
  }

  /** The code in CONNACK, if the platform refused the log-in with one. */
  public OptionalInt connectCode() {
    return connectCode < 0 ? OptionalInt.empty() : OptionalInt.of(connectCode);
  }

  /** Whether the operation was not tried because too many are waiting. */
  public boolean busy() {
    return busy;
  }
}
