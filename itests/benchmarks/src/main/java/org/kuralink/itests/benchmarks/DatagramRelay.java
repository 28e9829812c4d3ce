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
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A relay like {@link DelayRelay} for datagrams; each client has its own socket to the server. */
final class DatagramRelay implements Relay {

  private static final int MOST_BYTES = 64 * 1024;

  private final DatagramSocket near;
  private final SocketAddress target;
  private final long delayNanos;
  private final Map<SocketAddress, DatagramSocket> far = new ConcurrentHashMap<>();
  private final AtomicLong carried = new AtomicLong();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(work -> daemon("relay-datagrams", work));

  /** Relays a port of its own to the target port, both on loopback. */
  DatagramRelay(int targetPort, Duration roundTrip) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    this.delayNanos = roundTrip.toNanos() / 2;
    try {
      this.near = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("relay-near", this::fromClients).start();
  }

  @Override
  public int port() {
    return near.getLocalPort();
  }

  @Override
  public long carried() {
    return carried.get();
  }

  private void fromClients() {
    receive(
        near,
        packet -> pass(far.computeIfAbsent(packet.getSocketAddress(), this::open), packet, target));
  }

  private DatagramSocket open(SocketAddress client) {
    try {
      DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      daemon("relay-far", () -> receive(socket, packet -> pass(near, packet, client))).start();
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(DatagramSocket from, Step step) {
    byte[] buffer = new byte[MOST_BYTES];
    while (!from.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        from.receive(packet);
        step.take(packet);
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pass(DatagramSocket through, DatagramPacket packet, SocketAddress to) {
    byte[] content = Arrays.copyOf(packet.getData(), packet.getLength());
    carried.addAndGet(content.length);
    later.schedule(() -> send(through, content, to), delayNanos, TimeUnit.NANOSECONDS);
  }

  private static void send(DatagramSocket through, byte[] content, SocketAddress to) {
    try {
      through.send(new DatagramPacket(content, content.length, to));
    } catch (IOException ignored) {
      // lost, as datagrams are
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    near.close();
    far.values().forEach(DatagramSocket::close);
    later.shutdownNow();
  }

  private interface Step {
    void take(DatagramPacket packet) throws IOException;
  }
}
