/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.kuralink.console.report.ScreenText;

/** Waits for what a person asked for, on the person's own thread and not for ever. */
final class Waiting {

  static final long LIMIT_SECONDS = 30;

  private Waiting() {}

  /** The outcome in words, or why there is none. */
  static <T> String outcome(CompletionStage<T> stage, Function<T, String> words, String later) {
    try {
      return ScreenText.of(
          words.apply(stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS)));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return ScreenText.of("failed: " + cause.getMessage());
    } catch (TimeoutException e) {
      return "not finished after " + LIMIT_SECONDS + " s; see " + later;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted; see " + later;
    }
  }
}
