/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What becomes of something durable, for a caller who may not care. A connection keeps what waits
 * on disk in memory for who depends on its stage; so this one depends on it only when somebody
 * depends on this. Who drops it without having asked for anything leaves nothing behind. Any
 * thread.
 */
public final class DurableFuture<T> extends CompletableFuture<T> {

  private final AtomicBoolean followed = new AtomicBoolean();
  private final Consumer<DurableFuture<T>> follow;

  /**
   * One that nobody follows yet.
   *
   * @param follow completes it by what it stands for, at once or later
   */
  public DurableFuture(Consumer<DurableFuture<T>> follow) {
    this.follow = follow;
  }

  /** Whether a stage has failed already, asked in a way that depends on nothing. */
  public static boolean hasFailed(CompletionStage<?> stage) {
    return stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally();
  }

  /** Is completed from now on, whoever asks. */
  public void follow() {
    if (followed.compareAndSet(false, true)) {
      follow.accept(this);
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    follow();
    return new CompletableFuture<>();
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    follow();
    return this;
  }
}
