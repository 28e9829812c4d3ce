/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.LinkException;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.UplinkQueue;

/**
 * Opens and closes the durable queue of a session, and retries if it cannot be opened. Owned by the
 * session's thread.
 */
final class QueueOpener {

  /** An operator may have to free disk space first. */
  private static final long RETRY_SECONDS = 60;

  private final UplinkSender sender;
  private final SessionTime time;
  private @Nullable Future<?> retry;

  QueueOpener(UplinkSender sender, SessionTime time) {
    this.sender = sender;
    this.time = time;
  }

  /** Replaces the present queue by another one. */
  void open(Supplier<UplinkQueue> opening) {
    close("The uplink queue was moved; waiting messages stay in its former directory");
    try {
      sender.slot().insert(opening.get());
      sender.wake();
    } catch (QueueException | UncheckedIOException e) {
      sender.slot().fails(e.getMessage() + "; opening it is retried every minute");
      sender.slot().leaveEmpty(String.valueOf(e.getMessage()));
      retry = time.thread().schedule(() -> open(opening), RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Sets the reason why there is no queue, for callers that append. */
  void none(String reason) {
    forgetRetry();
    sender.slot().leaveEmpty(reason);
  }

  private void forgetRetry() {
    Future<?> pending = retry;
    if (pending != null) {
      pending.cancel(false);
      retry = null;
    }
  }

  /** Closes the queue, if there is one; callers that wait for their messages get the reason. */
  void close(String reason) {
    forgetRetry();
    Optional<UplinkQueue> former = sender.slot().queue();
    if (former.isPresent()) {
      sender.leaveQueue();
      sender.slot().leaveEmpty(reason);
      former.get().close();
      sender.slot().failWaiters(new LinkException(LinkException.Reason.CLOSED, reason));
    }
  }
}
