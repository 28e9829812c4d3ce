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
 * The reference for an uplink-only transport: a plain client that sends the same bytes as Kuralink,
 * without validation, encoding or storage. Keeps the order of messages, as the transport must: it
 * sends a message after the previous one has been answered. With one message in flight a thread
 * waits for each answer; otherwise no thread waits.
 */
final class BareReports implements Paced {

  private final Client client;
  private final int window;
  private long nextId = 1;

  /** The plain client. */
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
