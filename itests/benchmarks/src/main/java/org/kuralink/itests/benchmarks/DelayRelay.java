/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP relay that delays every byte by half a round trip in each direction, to simulate a long
 * line on one machine. Each direction has a reading and a writing thread; the TCP windows of the
 * peers limit the bytes in transit.
 */
final class DelayRelay implements Relay {

  private static final int CHUNK = 64 * 1024;

  private final ServerSocket listener;
  private final int target;
  private final long delayNanos;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong carried = new AtomicLong();

  /** Relays a port of its own to the target port, both on loopback. */
  DelayRelay(int targetPort, Duration roundTrip) {
    this.target = targetPort;
    this.delayNanos = roundTrip.toNanos() / 2;
    try {
      this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("relay-accept", this::accept);
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public long carried() {
    return carried.get();
  }

  /** Ends all that is relayed at this moment; who comes afterwards is relayed again. */
  void cut() {
    try {
      for (Socket socket : Set.copyOf(sockets)) {
        socket.close();
        sockets.remove(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket near = listener.accept();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      sockets.add(near);
      sockets.add(far);
      pump(near, far);
      pump(far, near);
    }
  }

  private void pump(Socket from, Socket to) {
    DelayQueue<Chunk> underWay = new DelayQueue<>();
    start("relay-read", () -> read(from, underWay));
    start("relay-write", () -> write(underWay, to));
  }

  private void read(Socket from, DelayQueue<Chunk> underWay) throws IOException {
    byte[] buffer = new byte[CHUNK];
    InputStream in = from.getInputStream();
    long number = 0;
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        carried.addAndGet(count);
        underWay.add(new Chunk(Arrays.copyOf(buffer, count), due(), number++, false));
      }
    } finally {
      underWay.add(new Chunk(new byte[0], due(), number, true));
    }
  }

  private long due() {
    return System.nanoTime() + delayNanos;
  }

  private static void write(DelayQueue<Chunk> underWay, Socket to)
      throws IOException, InterruptedException {
    OutputStream out = to.getOutputStream();
    Chunk chunk = underWay.take();
    while (!chunk.last) {
      out.write(chunk.bytes);
      chunk = underWay.take();
    }
    to.close();
  }

  private static void start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (IOException ignored) {
                // a peer went away, and with it this direction
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private interface Body {
    void run() throws IOException, InterruptedException;
  }

  private static final class Chunk implements Delayed {

    private final byte[] bytes;
    private final long due;
    private final long number;
    private final boolean last;

    Chunk(byte[] bytes, long due, long number, boolean last) {
      this.bytes = bytes;
      this.due = due;
      this.number = number;
      this.last = last;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(number, ((Chunk) other).number);
    }
  }
}
