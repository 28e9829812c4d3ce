/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one line asks, one thing at a time, each within its limit. Java's client looks up the name
 * of the server where it is called: so an exchange begins on the thread that asks if that name is
 * known or the thread is the client's own, which has nothing else to do then, else on a daemon
 * {@code kuralink-http-line} that is there while there is something to do. An answer is told as
 * soon as its last byte is there, on the client's own thread, or on the one that begins if the
 * server is that quick; a failure on a {@code kuralink-http-line}. The clock is looked at once for
 * many exchanges, not set for each.
 */
final class Exchanges implements AutoCloseable {

  /** One that begins, and one for what ends while a name cannot be found. */
  private static final int THREADS = 2;

  private static final int MOST_TASKS = 100;
  private static final long IDLE_SECONDS = 5;

  private final HttpClient client;
  private final int mostBytes;
  private final KnownName name;
  private final ThreadPoolExecutor threads = newThreads();
  private volatile @Nullable Thread beginning;
  private volatile @Nullable Thread telling;
  private @Nullable Exchange underWay;
  private boolean closed;
  private @Nullable Long nextLook;

  /** An answer that is there, to its last byte. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these
  record Whole(int status, byte[] body) {

    @Override
    public String toString() {
      return status + ", " + body.length + " bytes";
    }
  }

  Exchanges(HttpClient client, KnownName name, int mostBytes) {
    this.client = client;
    this.name = name;
    this.mostBytes = mostBytes;
  }

  /** A request that is under way, and its answer. */
  private final class Exchange {

    private final HttpRequest request;
    private final long due;
    private final CompletableFuture<Whole> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> call;
    private volatile boolean cut;
    private boolean over;

    Exchange(HttpRequest request, long due) {
      this.request = request;
      this.due = due;
    }

    void run() {
      if (cut) {
        return;
      }
      beginning = Thread.currentThread();
      try {
        CompletableFuture<HttpResponse<byte[]>> made = client.sendAsync(request, Body::new);
        call = made;
        made.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                handOver(() -> fails(failure));
              }
            });
        if (cut) {
          made.cancel(true);
        }
      } catch (RuntimeException e) {
        fails(e);
      } finally {
        beginning = null;
      }
    }

    /** The body of an answer, no longer than is allowed. */
    private final class Body extends BoundedBody {

      private final int status;

      Body(HttpResponse.ResponseInfo head) {
        super(mostBytes);
        this.status = head.statusCode();
      }

      @Override
      void whole(byte[] bytes) {
        CompletableFuture<HttpResponse<byte[]>> known = call;
        if (known != null) {
          // Else the client makes a thread for each answer, to tell of it.
          known.complete(null);
        }
        super.whole(bytes);
        if (ends()) {
          telling = Thread.currentThread();
          result.complete(new Whole(status, bytes));
          telling = null;
        }
      }
    }

    /** Whether it has not ended before. */
    private boolean ends() {
      synchronized (Exchanges.this) {
        boolean first = !over;
        over = true;
        if (underWay == this) {
          underWay = null;
        }
        return first;
      }
    }

    private void fails(Throwable failure) {
      if (ends()) {
        cut = true;
        CompletableFuture<HttpResponse<byte[]>> known = call;
        if (known != null) {
          known.cancel(true);
        }
        result.completeExceptionally(failure);
      }
    }
  }

  /** Asks; what was asked before has ended. */
  CompletableFuture<Whole> begin(HttpRequest request, Duration limit) {
    Exchange exchange = new Exchange(request, System.nanoTime() + limit.toNanos());
    try {
      synchronized (this) {
        if (closed) {
          throw new RejectedExecutionException();
        }
        underWay = exchange;
        if (nextLook == null || exchange.due - nextLook < 0) {
          lookAt(exchange.due);
        }
      }
      if (beginsHere()) {
        exchange.run();
      } else {
        threads.execute(
            () -> {
              name.look();
              exchange.run();
            });
      }
    } catch (RejectedExecutionException e) {
      exchange.fails(new CancellationException());
    }
    return exchange.result;
  }

  private boolean beginsHere() {
    Thread here = Thread.currentThread();
    // Java closes a connection that an interrupted thread writes to. And who is told of an answer
    // while he begins, as the server was quick, would go deeper with each.
    return !here.isInterrupted() && here != beginning && (here == telling || name.isKnown());
  }

  /** For what waits for a disk. */
  Executor threads() {
    return threads;
  }

  private void lookAt(long when) {
    nextLook = when;
    CompletableFuture.delayedExecutor(when - System.nanoTime(), TimeUnit.NANOSECONDS, Runnable::run)
        .execute(() -> look(when));
  }

  /** Whether the one that is under way has had its time. */
  private synchronized void look(long when) {
    if (nextLook == null || nextLook != when) {
      return;
    }
    nextLook = null;
    Exchange looked = underWay;
    if (looked == null) {
      return;
    }
    if (looked.due - System.nanoTime() > 0) {
      lookAt(looked.due);
    } else {
      handOver(() -> looked.fails(new TimeoutException()));
    }
  }

  /** Whoever is told of an end may take his time, on threads of this line alone. */
  private void handOver(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      // Closed: all that is under way has its end before it in the queue.
      return;
    }
  }

  /** Cuts off what is under way; nothing is asked any more. */
  @Override
  public void close() {
    Exchange last;
    synchronized (this) {
      closed = true;
      last = underWay;
    }
    if (last != null) {
      handOver(() -> last.fails(new CancellationException()));
    }
    threads.shutdown();
  }

  private static ThreadPoolExecutor newThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_TASKS),
            work -> {
              Thread made = new Thread(work, "kuralink-http-line");
              made.setDaemon(true);
              return made;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
