/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.kuralink.api.connection.SessionFault;

/**
 * Thrown when a line could not be opened, or an operation on it failed. The message is meant for
 * operators: what happened and what to do, without secrets. There is no stack trace, because the
 * cause is the network and not the program.
 */
public final class LineException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int NO_CODE = -1;

  private final SessionFault.Cause cause;
  private final int code;
  private final Effect effect;

  /** The consequence for the message of the failed operation. */
  private enum Effect {
    NONE,
    BUSY,
    THROTTLED,
    UNFIT
  }

  private LineException(SessionFault.Cause cause, int code, Effect effect, String message) {
    super(message, null, false, false);
    this.cause = cause;
    this.code = code;
    this.effect = effect;
  }

  /** Creates an exception for a failure of the line or of one operation. */
  public LineException(SessionFault.Cause cause, String message) {
    this(cause, NO_CODE, Effect.NONE, message);
  }

  /**
   * Returns an exception for a log-in that the platform refused.
   *
   * @param code the platform's code, 0 or more
   */
  public static LineException refused(SessionFault.Cause cause, int code, String message) {
    return new LineException(cause, code, Effect.NONE, message);
  }

  /**
   * Returns an exception for an operation that was not attempted because too many messages are in
   * flight; the line remains usable.
   */
  public static LineException busy(int maxInFlight) {
    return new LineException(
        SessionFault.Cause.PLATFORM,
        NO_CODE,
        Effect.BUSY,
        maxInFlight + " messages are in flight; try again when one is acknowledged");
  }

  /**
   * Returns an exception for a message that the platform temporarily refuses. The line remains
   * usable, and the message may be sent again later.
   *
   * @param code the platform's code, 0 or more
   */
  public static LineException throttled(int code, String message) {
    return new LineException(SessionFault.Cause.PLATFORM, code, Effect.THROTTLED, message);
  }

  /**
   * Returns an exception for a message that the platform will never accept; the line remains
   * usable.
   *
   * @param code the platform's code, 0 or more
   */
  public static LineException unfit(int code, String message) {
    return new LineException(SessionFault.Cause.PLATFORM, code, Effect.UNFIT, message);
  }

  /** Converts the failure of a stage; an unexpected exception becomes {@code UNREACHABLE}. */
  public static LineException of(Throwable failure) {
    Throwable inner =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return inner instanceof LineException known
        ? known
        : new LineException(SessionFault.Cause.UNREACHABLE, String.valueOf(inner.getMessage()));
  }

  /**
   * Returns the cause, by which a program decides what to do, with its {@linkplain
   * SessionFault.Cause#category() category}.
   */
  public SessionFault.Cause cause() {
    return cause;
  }

  /** Returns the platform's code for a refusal, such as the return code of CONNACK. */
  public OptionalInt code() {
    return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /** Returns whether the operation was not attempted because too many messages are in flight. */
  public boolean busy() {
    return effect == Effect.BUSY;
  }

  /** Returns whether the platform requires a lower message rate. */
  public boolean throttled() {
    return effect == Effect.THROTTLED;
  }

  /** Returns whether the platform will never accept the message, so that it has to be set aside. */
  public boolean unfit() {
    return effect == Effect.UNFIT;
  }
}
