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
 * The exchanges of one line, one at a time, each with a time limit. Java's client looks up the
 * server's name on the calling thread. Therefore an exchange starts on the calling thread only if
 * the name is known, or the thread belongs to the client, which has no other work then; else it
 * starts on a daemon thread {@code kuralink-http-line}, which ends when idle. A response is
 * reported when its last byte has arrived, on the client's thread, or on the starting thread if the
 * server is fast; a failure is reported on a {@code kuralink-http-line}. One timer serves many
 * exchanges.
 */
final class Exchanges implements AutoCloseable {

  /** One thread that starts exchanges, and one for failures while a name look-up blocks. */
  private static final int THREADS = 2;

  private static final int MOST_TASKS = 100;
  private static final long IDLE_SECONDS = 5;

  private final HttpClient client;
  private final int mostBytes;
  private final CachedName name;
  private final ThreadPoolExecutor threads = newThreads();
  private volatile @Nullable Thread beginning;
  private volatile @Nullable Thread telling;
  private @Nullable Exchange underWay;
  private boolean closed;
  private @Nullable Long nextLook;

  /** A complete response. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Whole(int status, byte[] body) {

    @Override
    public String toString() {
      return status + ", " + body.length + " bytes";
    }
  }

  Exchanges(HttpClient client, CachedName name, int mostBytes) {
    this.client = client;
    this.name = name;
    this.mostBytes = mostBytes;
  }

  /** A pending request and its response. */
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

    /** The body of the response, with the maximum size. */
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
          // Otherwise the client creates a thread for each response to report it.
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

    /** Ends the exchange; returns whether it had not ended before. */
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

  /** Starts an exchange; the previous one has ended. */
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
    // Java closes a connection when an interrupted thread writes to it. And a callback that runs
    // while an exchange starts, because the server is fast, must not start the next one
    // recursively.
    return !here.isInterrupted() && here != beginning && (here == telling || name.isKnown());
  }

  /** The executor of work that waits for the disk. */
  Executor threads() {
    return threads;
  }

  private void lookAt(long when) {
    nextLook = when;
    CompletableFuture.delayedExecutor(when - System.nanoTime(), TimeUnit.NANOSECONDS, Runnable::run)
        .execute(() -> look(when));
  }

  /** Fails the current exchange if its time limit has passed. */
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

  /** Reports a failure on a thread of this line, because the receiver may block. */
  private void handOver(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      // Closed: the end of the current exchange is queued already.
      return;
    }
  }

  /** Cancels the current exchange and accepts no more. */
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
