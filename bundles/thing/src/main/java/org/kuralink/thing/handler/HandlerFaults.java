/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.handler.HandlerTurns.Fault;
import org.kuralink.thing.handler.HandlerTurns.HandlerException;

/**
 * What went wrong, in words and as the answer to a request that is not, or not fully, carried out
 * (developer guide 9.12).
 */
public final class HandlerFaults {

  private HandlerFaults() {}

  /** The failure itself, without what a stage wraps around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** The failure in words. */
  public static String words(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  /** Violations in words. */
  public static String words(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
  }

  /** A handler, or what is around it, has failed. */
  public static Reply failure(Throwable failure) {
    boolean busy = cause(failure) instanceof HandlerException e && e.fault() == Fault.BUSY;
    return Reply.failure(
        busy ? ResultCode.TOO_MANY_REQUESTS : ResultCode.REQUEST_ERROR, words(failure));
  }

  /** The model cannot be asked at this moment. */
  public static CompletionStage<Reply> blind() {
    return reply(ResultCode.TOO_MANY_REQUESTS, "the thing model is being replaced; try again");
  }

  /** The parameters are not allowed. */
  public static CompletionStage<Reply> wrong(String words) {
    return reply(ResultCode.PARAMETER_ERROR, words);
  }

  /** The parameters are not allowed, for each of these reasons. */
  public static CompletionStage<Reply> wrong(List<Violation> violations) {
    return wrong(words(violations));
  }

  /** The device cannot do it. */
  public static CompletionStage<Reply> failed(String words) {
    return reply(ResultCode.REQUEST_ERROR, words);
  }

  private static CompletionStage<Reply> reply(ResultCode code, String words) {
    return CompletableFuture.completedFuture(Reply.failure(code, words));
  }
}
