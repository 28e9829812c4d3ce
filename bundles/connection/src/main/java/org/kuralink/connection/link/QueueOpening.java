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
 * Puts the durable queue in and takes it out; one that cannot be opened is tried again. Owned by
 * the session's thread.
 */
final class QueueOpening {

  /** A full disk is emptied by people. */
  private static final long RETRY_SECONDS = 60;

  private final UplinkSender sender;
  private final SessionTime time;
  private @Nullable Future<?> retry;

  QueueOpening(UplinkSender sender, SessionTime time) {
    this.sender = sender;
    this.time = time;
  }

  /** Puts a queue in, instead of the one that is there. */
  void open(Supplier<UplinkQueue> opening) {
    close("The uplink queue was moved; what waited stays in its former directory");
    try {
      sender.slot().insert(opening.get());
      sender.wake();
    } catch (QueueException | UncheckedIOException e) {
      sender.slot().fails(e.getMessage() + "; it is tried again every minute");
      sender.slot().leaveEmpty(String.valueOf(e.getMessage()));
      retry = time.thread().schedule(() -> open(opening), RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** There is no queue, and appenders are told why. */
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

  /** Takes the queue out, if there is one; those who wait for their messages are told why. */
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
