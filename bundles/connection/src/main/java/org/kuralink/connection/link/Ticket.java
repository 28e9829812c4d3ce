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
 * Whom to tell what became of a message, as long as anybody can hear it: the stage that a caller
 * was given, held only if something depends on it. Who drops the stage without having asked for
 * anything leaves nothing behind. Any thread.
 */
final class Ticket<T> extends WeakReference<CompletableFuture<T>> {

  private volatile @Nullable CompletableFuture<T> kept;
  private Runnable forgotten = () -> {};

  private Ticket(Stage<T> stage, ReferenceQueue<Object> queue) {
    super(stage, queue);
    kept = stage;
  }

  /**
   * A ticket whose stage is kept until it is handed out.
   *
   * @param queue told of tickets whose stages nobody has any more
   */
  static <T> Ticket<T> of(ReferenceQueue<Object> queue) {
    Stage<T> stage = new Stage<>();
    Ticket<T> ticket = new Ticket<>(stage, queue);
    stage.ticket = ticket;
    return ticket;
  }

  /** The stage, which stays kept. */
  CompletableFuture<T> stage() {
    CompletableFuture<T> stage = kept;
    if (stage == null) {
      throw new IllegalStateException("handed out before");
    }
    return stage;
  }

  /** The stage, for the caller, who from now on keeps it or not. */
  CompletableFuture<T> handOut() {
    CompletableFuture<T> stage = stage();
    kept = null;
    return stage;
  }

  /** What to do besides when nobody has the stage any more; while it was not handed out. */
  void onForgotten(Runnable also) {
    Runnable before = forgotten;
    forgotten =
        () -> {
          before.run();
          also.run();
        };
  }

  /** Nobody has the stage any more. */
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

  /** Is kept from the moment on that something depends on it. */
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
