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
import org.kuralink.thing.handler.HandlerQueue.Fault;
import org.kuralink.thing.handler.HandlerQueue.HandlerException;

/**
 * Error messages and error replies for requests of the platform that were not, or not fully,
 * carried out (developer guide 9.12).
 */
public final class HandlerFaults {

  private HandlerFaults() {}

  /** Returns the failure without the {@link CompletionException} that wraps it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** Returns the message of a failure, or its class name if it has none. */
  public static String words(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  /** Returns violations as one text. */
  public static String words(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
  }

  /** Returns the reply for a failed call: code 429 if the handler is busy, else 400. */
  public static Reply failure(Throwable failure) {
    boolean busy = cause(failure) instanceof HandlerException e && e.fault() == Fault.BUSY;
    return Reply.failure(
        busy ? ResultCode.TOO_MANY_REQUESTS : ResultCode.REQUEST_ERROR, words(failure));
  }

  /** Returns the reply while the bundle that checks values is being replaced: code 429. */
  public static CompletionStage<Reply> modelUnavailable() {
    return reply(
        ResultCode.TOO_MANY_REQUESTS, "the thing model service is being replaced; try again");
  }

  /** Returns the reply for parameters that are not allowed: code 460. */
  public static CompletionStage<Reply> wrong(String words) {
    return reply(ResultCode.PARAMETER_ERROR, words);
  }

  /** Returns the reply for parameters that are not allowed, with all reasons: code 460. */
  public static CompletionStage<Reply> wrong(List<Violation> violations) {
    return wrong(words(violations));
  }

  /** Returns the reply for a request that the device cannot carry out: code 400. */
  public static CompletionStage<Reply> failed(String words) {
    return reply(ResultCode.REQUEST_ERROR, words);
  }

  private static CompletionStage<Reply> reply(ResultCode code, String words) {
    return CompletableFuture.completedFuture(Reply.failure(code, words));
  }
}
