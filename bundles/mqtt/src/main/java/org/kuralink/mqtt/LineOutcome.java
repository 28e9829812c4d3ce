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
 * Reports the opening and the loss of a line in this order, whichever of Paho's threads reports
 * first. Any thread; no lock is held while events are reported.
 */
final class LineOutcome {

  private final LineEvents events;
  private final CompletableFuture<OpenLine> opened = new CompletableFuture<>();
  private boolean told;
  private @Nullable LineException lostMeanwhile;

  /** No outcome yet. */
  LineOutcome(LineEvents events) {
    this.events = events;
  }

  /** Returns the stage for the caller that opens the line. */
  CompletionStage<OpenLine> opening() {
    return opened.copy();
  }

  /** The line is open. */
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

  /** The line could not be opened. Has no effect on an open line. */
  void failed(LineException failure) {
    opened.completeExceptionally(failure);
  }

  /** The open line was lost. */
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
