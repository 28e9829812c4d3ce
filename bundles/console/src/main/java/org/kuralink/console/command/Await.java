/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.kuralink.api.connection.Reply;
import org.kuralink.console.report.ScreenText;

/**
 * Waits for the result of an asynchronous call on the thread of the command, for a bounded time.
 */
public final class Await {

  private static final long LIMIT_SECONDS = 30;

  private Await() {}

  /**
   * Waits for a result and formats it.
   *
   * @param later the command that shows the state afterwards
   * @throws CommandException if the call failed; the message says why
   */
  public static <T> String outcome(
      CompletionStage<T> stage, Function<T, String> words, String later) {
    return ScreenText.of(words.apply(result(stage, "failed: ", later)));
  }

  /**
   * Waits for a reply of the platform and formats it.
   *
   * @throws CommandException if the platform refused the request or did not reply
   */
  public static String reply(CompletionStage<Reply> stage, String later) {
    Reply reply = result(stage, "failed: ", later);
    if (!reply.isSuccess()) {
      throw new CommandException(words(reply));
    }
    return words(reply);
  }

  /** Formats a reply. */
  public static String words(Reply reply) {
    return ScreenText.of(
        (reply.isSuccess() ? "accepted: code " : "refused: code ")
            + reply.code()
            + reply.message().map(message -> " " + message).orElse("")
            + (reply.data().length() > 2 ? " " + reply.data() : ""));
  }

  /**
   * Waits for a result.
   *
   * @param failed the prefix of the message of a failure
   * @param later the command that shows the state afterwards
   * @throws CommandException if the call failed; the message says why
   */
  public static <T> T result(CompletionStage<T> stage, String failed, String later) {
    try {
      return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandException(ScreenText.of(failed + cause.getMessage()));
    } catch (TimeoutException e) {
      throw new CommandException("not finished after " + LIMIT_SECONDS + " s; see " + later);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted; see " + later);
    }
  }
}
