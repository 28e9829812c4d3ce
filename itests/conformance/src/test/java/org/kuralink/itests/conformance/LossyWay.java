/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A datagram relay that loses, duplicates and delays one tenth of the datagrams each. */
final class LossyWay implements AutoCloseable {

  private static final int MOST_BYTES = 65_535;
  private static final int TENTH = 10;

  private final DatagramSocket near = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final DatagramSocket far = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final AtomicInteger lost = new AtomicInteger();
  private volatile @Nullable SocketAddress client;

  LossyWay(int port) throws IOException {
    SocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    start("there", near, far, () -> server, new Random(3));
    start("back", far, near, () -> client, new Random(5));
  }

  int port() {
    return near.getLocalPort();
  }

  int lost() {
    return lost.get();
  }

  private interface Target {
    @Nullable SocketAddress get();
  }

  private void start(
      String name, DatagramSocket from, DatagramSocket to, Target target, Random chance) {
    Thread thread = new Thread(() -> carry(from, to, target, chance), "lossy-way-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void carry(DatagramSocket from, DatagramSocket to, Target target, Random chance) {
    List<byte[]> late = new ArrayList<>();
    DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    while (!from.isClosed()) {
      try {
        packet.setLength(MOST_BYTES);
        from.receive(packet);
        if (from == near) {
          client = packet.getSocketAddress();
        }
        byte[] content = Arrays.copyOf(packet.getData(), packet.getLength());
        List<byte[]> out = new ArrayList<>();
        switch (chance.nextInt(TENTH)) {
          case 0 -> lost.incrementAndGet();
          case 1 -> out.addAll(List.of(content, content));
          case 2 -> late.add(content);
          default -> out.add(content);
        }
        if (!out.isEmpty()) {
          out.addAll(late);
          late.clear();
        }
        SocketAddress whom = target.get();
        for (byte[] one : out) {
          to.send(new DatagramPacket(one, one.length, whom));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
