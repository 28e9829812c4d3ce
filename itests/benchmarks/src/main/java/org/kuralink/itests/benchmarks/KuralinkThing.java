/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;

/**
 * The complete stack of Kuralink as an application uses it: each post is validated, encoded, stored
 * if durable, sent, and matched with the reply of the platform.
 */
final class KuralinkThing implements Paced {

  private final String name;
  private final Thing thing;
  private final boolean durable;
  private final Semaphore slots;

  KuralinkThing(String name, Thing thing, boolean durable, int window) {
    this.name = name;
    this.thing = thing;
    this.durable = durable;
    this.slots = new Semaphore(window);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long run(int posts) throws Exception {
    return run(posts, Pace.FLAT_OUT);
  }

  @Override
  public long run(int posts, Pace pace) throws Exception {
    CountDownLatch replies = new CountDownLatch(posts);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Map<String, Object> values = Sample.values();
    long start = System.nanoTime();
    for (int i = 0; i < posts; i++) {
      pace.await(start, i);
      slots.acquire();
      thing
          .post(durable ? PropertyPost.durable(values) : PropertyPost.transientPost(values))
          .whenComplete((result, error) -> answered(result, error, failure, replies));
    }
    if (!replies.await(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException(replies.getCount() + " replies are missing");
    }
    long nanos = System.nanoTime() - start;
    if (failure.get() != null) {
      throw new IllegalStateException("a post failed", failure.get());
    }
    return nanos;
  }

  @Override
  public Paced within(int window) {
    return new KuralinkThing(name, thing, durable, window);
  }

  private void answered(
      PostResult result,
      Throwable error,
      AtomicReference<Throwable> failure,
      CountDownLatch replies) {
    if (error != null) {
      failure.compareAndSet(null, error);
    } else if (!result.isSuccess()) {
      failure.compareAndSet(null, new IllegalStateException(result.toString()));
    }
    slots.release();
    replies.countDown();
  }

  @Override
  public void close() {
    // the gateway is closed by who started it
  }
}
