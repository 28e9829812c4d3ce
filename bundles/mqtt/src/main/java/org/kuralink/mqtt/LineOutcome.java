/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;

/**
 * What becomes of a line, told in its order: that it opened comes before that it was lost,
 * whichever of Paho's threads finds out first. Safe for any thread; holds no lock while it tells.
 */
final class LineOutcome {

  private final LineEvents events;
  private final CompletableFuture<OpenLine> opened = new CompletableFuture<>();
  private boolean told;
  private @Nullable LineException lostMeanwhile;

  /** Nothing is known yet. */
  LineOutcome(LineEvents events) {
    this.events = events;
  }

  /** What whoever opens the line is given. */
  CompletionStage<OpenLine> opening() {
    return opened.copy();
  }

  /** It is open. */
  void opened(OpenLine what) {
    opened.complete(what);
    LineException since;
    synchronized (this) {
      told = true;
      since = lostMeanwhile;
    }
    if (since != null) {
      tell(since);
    }
  }

  /** It will not open. Of no consequence to one that did. */
  void failed(LineException failure) {
    opened.completeExceptionally(failure);
  }

  /** It was open, and is gone. */
  void lost(LineException failure) {
    synchronized (this) {
      if (!told) {
        lostMeanwhile = failure;
        return;
      }
    }
    tell(failure);
  }

  private void tell(LineException failure) {
    events.lost(failure.cause(), String.valueOf(failure.getMessage()));
  }
}
