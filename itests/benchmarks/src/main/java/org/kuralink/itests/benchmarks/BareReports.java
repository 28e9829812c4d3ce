/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The peer of a line that reports: a client alone, sending the bytes that Kuralink sends, without
 * checking, encoding or storing anything. It keeps their order, as the line has to: a message goes
 * when the one before is through. With one in flight a thread waits for each, else nobody waits.
 */
final class BareReports implements Paced {

  private final Client client;
  private final int window;
  private long nextId = 1;

  /** What is bare. */
  interface Client extends AutoCloseable {

    /** Sends a message; the stage is done when the platform has taken it. */
    CompletionStage<?> post(byte[] message);

    /** The same, and waits. */
    void postAndWait(byte[] message) throws Exception;
  }

  BareReports(Client client, int window) {
    this.client = client;
    this.window = window;
  }

  @Override
  public String name() {
    return "bare";
  }

  @Override
  public Paced within(int other) {
    return new BareReports(client, other);
  }

  @Override
  public long run(int posts) throws Exception {
    return run(posts, Pace.FLAT_OUT);
  }

  @Override
  public long run(int posts, Pace pace) throws Exception {
    long start = System.nanoTime();
    if (window == 1) {
      for (int i = 0; i < posts; i++) {
        pace.await(start, i);
        client.postAndWait(Sample.envelope(nextId++));
      }
    } else {
      CompletableFuture<Void> all = new CompletableFuture<>();
      go(new Run(start, pace, posts, all), 0);
      all.get(2, TimeUnit.MINUTES);
    }
    return System.nanoTime() - start;
  }

  private record Run(long start, Pace pace, int posts, CompletableFuture<Void> all) {}

  private void go(Run run, int number) {
    if (number == run.posts()) {
      run.all().complete(null);
      return;
    }
    run.pace().await(run.start(), number);
    client
        .post(Sample.envelope(nextId++))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                go(run, number + 1);
              } else {
                run.all().completeExceptionally(failure);
              }
            });
  }

  @Override
  public void close() throws Exception {
    client.close();
  }
}
