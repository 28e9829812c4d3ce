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
 * A line could not be opened, or an operation on it failed. The message is for people: what
 * happened and what to do, in plain words and without secrets. It has no stack trace, for it tells
 * of the network and not of a program.
 */
public final class LineException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int NO_CODE = -1;

  private final SessionFault.Cause cause;
  private final int code;
  private final Effect effect;

  /** What follows for the message beside the failure. */
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

  /** A failure of the line or of one operation. */
  public LineException(SessionFault.Cause cause, String message) {
    this(cause, NO_CODE, Effect.NONE, message);
  }

  /**
   * The platform refused the log-in.
   *
   * @param code its own number for the reason, 0 or more
   */
  public static LineException refused(SessionFault.Cause cause, int code, String message) {
    return new LineException(cause, code, Effect.NONE, message);
  }

  /** Too many messages are on their way; the line is well. */
  public static LineException busy(int maxInFlight) {
    return new LineException(
        SessionFault.Cause.PLATFORM,
        NO_CODE,
        Effect.BUSY,
        maxInFlight + " messages are waiting for the platform; try again when one is through");
  }

  /**
   * The platform takes no more for the moment; the line is well, and the message may be sent again
   * later.
   *
   * @param code its own number for it, 0 or more
   */
  public static LineException throttled(int code, String message) {
    return new LineException(SessionFault.Cause.PLATFORM, code, Effect.THROTTLED, message);
  }

  /**
   * The platform will never take this message as it is; the line is well.
   *
   * @param code its own number for it, 0 or more
   */
  public static LineException unfit(int code, String message) {
    return new LineException(SessionFault.Cause.PLATFORM, code, Effect.UNFIT, message);
  }

  /** What a stage failed with; {@code UNREACHABLE} if it is nothing that a line fails with. */
  public static LineException of(Throwable failure) {
    Throwable inner =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return inner instanceof LineException known
        ? known
        : new LineException(SessionFault.Cause.UNREACHABLE, String.valueOf(inner.getMessage()));
  }

  /** Why, for programs; its {@linkplain SessionFault.Cause#category() category} with it. */
  public SessionFault.Cause cause() {
    return cause;
  }

  /** The platform's own number for a refused log-in, such as the code of CONNACK. */
  public OptionalInt code() {
    return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /** Whether the operation was not tried because too many are on their way. */
  public boolean busy() {
    return effect == Effect.BUSY;
  }

  /** Whether the platform wants fewer messages. */
  public boolean throttled() {
    return effect == Effect.THROTTLED;
  }

  /** Whether the message is to be set aside, as it would be refused each time. */
  public boolean unfit() {
    return effect == Effect.UNFIT;
  }
}
