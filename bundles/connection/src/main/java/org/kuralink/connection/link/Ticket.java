/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A weak reference to the stage that a caller got for a message; the stage is kept only while
 * something depends on it. A caller that drops the stage without using it leaves no memory behind.
 * Any thread.
 */
final class Ticket<T> extends WeakReference<CompletableFuture<T>> {

  private volatile @Nullable CompletableFuture<T> kept;
  private Runnable forgotten = () -> {};

  private Ticket(Stage<T> stage, ReferenceQueue<Object> queue) {
    super(stage, queue);
    kept = stage;
  }

  /**
   * A ticket that keeps its stage until it is handed out.
   *
   * @param queue receives the tickets whose stages were dropped
   */
  static <T> Ticket<T> of(ReferenceQueue<Object> queue) {
    Stage<T> stage = new Stage<>();
    Ticket<T> ticket = new Ticket<>(stage, queue);
    stage.ticket = ticket;
    return ticket;
  }

  /** Returns the stage and keeps it. */
  CompletableFuture<T> stage() {
    CompletableFuture<T> stage = kept;
    if (stage == null) {
      throw new IllegalStateException("the stage was handed out before");
    }
    return stage;
  }

  /** Returns the stage to the caller; from now on it is kept only while something depends on it. */
  CompletableFuture<T> handOut() {
    CompletableFuture<T> stage = stage();
    kept = null;
    return stage;
  }

  /** Adds an action for the case that the stage is dropped; called before it is handed out. */
  void onForgotten(Runnable also) {
    Runnable before = forgotten;
    forgotten =
        () -> {
          before.run();
          also.run();
        };
  }

  /** Runs the actions because the stage was dropped. */
  void forget() {
    forgotten.run();
  }

  void complete(@Nullable T value) {
    CompletableFuture<T> stage = get();
    if (stage != null) {
      stage.complete(value);
    }
  }

  void fail(Throwable failure) {
    CompletableFuture<T> stage = get();
    if (stage != null) {
      stage.completeExceptionally(failure);
    }
  }

  /** A stage that is kept once something depends on it. */
  private static final class Stage<T> extends CompletableFuture<T> {

    private volatile @Nullable Ticket<T> ticket;

    private void keep() {
      Ticket<T> mine = ticket;
      if (mine != null && !isDone()) {
        mine.kept = this;
      }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      keep();
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
      keep();
      return this;
    }
  }
}
