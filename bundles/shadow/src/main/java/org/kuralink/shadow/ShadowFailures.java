/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;

/** Helpers for failed stages. */
final class ShadowFailures {

  private ShadowFailures() {}

  /** Returns the failure without the wrapping of the stages. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Returns whether the same operation may succeed later. */
  static boolean mayPass(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof ShadowException refused) {
      return refused.error() == ShadowError.VERSION_CONFLICT
          || refused.error() == ShadowError.SERVER_ERROR
          || refused.error() == ShadowError.UNKNOWN;
    }
    return cause instanceof LinkException lost && lost.reason() != LinkException.Reason.TOO_LARGE;
  }

  /** Returns a message for log lines. */
  static String words(@Nullable Throwable failure) {
    if (failure == null) {
      return "without a reason";
    }
    Throwable cause = cause(failure);
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
