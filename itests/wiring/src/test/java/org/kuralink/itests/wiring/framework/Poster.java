/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.osgi.util.tracker.ServiceTracker;

/**
 * An application that posts 1, 2, 3, … as durable values of one property, with whichever bundle
 * provides {@link Thing}. Owns one daemon thread; only a few posts wait for their reply.
 */
final class Poster {

  private static final int IN_FLIGHT = 4;
  private static final long PATIENCE_SECONDS = 30;

  private final ServiceTracker<Thing, Thing> things;
  private final String property;
  private final Thread thread = new Thread(this::run, "poster");
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final List<Integer> accepted = new ArrayList<>();
  private final List<CompletableFuture<PostResult>> replies = new ArrayList<>();
  private final List<Throwable> refusals = new ArrayList<>();
  private boolean stopped;

  Poster(ServiceTracker<Thing, Thing> things, String property) {
    this.things = things;
    this.property = property;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      for (int number = 1; !isStopped(); number++) {
        if (inFlight.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          post(number);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(int number) throws InterruptedException {
    Thing thing = things.waitForService(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    CompletableFuture<PostResult> reply;
    try {
      reply = thing.post(PropertyPost.durable(Map.of(property, number))).toCompletableFuture();
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    note(number, reply);
    reply.whenComplete((result, failure) -> inFlight.release());
  }

  private synchronized void note(int number, CompletableFuture<PostResult> reply) {
    if (reply.isCompletedExceptionally()) {
      refusals.add(reply.handle((result, failure) -> failure).join());
    } else {
      accepted.add(number);
      replies.add(reply);
    }
    notifyAll();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Waits until so many more posts have been accepted. */
  synchronized void awaitMore(int posts) throws InterruptedException {
    int enough = accepted.size() + posts;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (accepted.size() < enough) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(accepted.size() + " accepted, refused: " + refusals);
      }
      wait(left);
    }
  }

  /** The number that was accepted last. */
  synchronized int last() {
    return accepted.get(accepted.size() - 1);
  }

  /** Ends the posting and gives the numbers that were accepted. */
  List<Integer> stop() throws InterruptedException {
    synchronized (this) {
      stopped = true;
    }
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    synchronized (this) {
      return List.copyOf(accepted);
    }
  }
}
