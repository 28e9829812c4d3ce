/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A NAT box that forwards datagrams, and uses another port each time it forgets its client. */
final class NatWay implements AutoCloseable {

  private static final int MOST_BYTES = 65_535;

  private final DatagramSocket near = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final SocketAddress server;
  private volatile DatagramSocket far;
  private volatile @Nullable SocketAddress client;

  NatWay(int port) throws IOException {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    far = outside();
    carry("nat-out", near);
  }

  int port() {
    return near.getLocalPort();
  }

  /**
   * From now on the client has another address for the server, and what comes to the old is lost.
   */
  void forget() throws IOException {
    DatagramSocket before = far;
    far = outside();
    before.close();
  }

  private DatagramSocket outside() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    carry("nat-in", socket);
    return socket;
  }

  private void carry(String name, DatagramSocket from) {
    Thread thread = new Thread(() -> carry(from), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void carry(DatagramSocket from) {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    while (!from.isClosed()) {
      try {
        packet.setLength(MOST_BYTES);
        from.receive(packet);
        if (from == near) {
          client = packet.getSocketAddress();
          packet.setSocketAddress(server);
          far.send(packet);
        } else {
          packet.setSocketAddress(client);
          near.send(packet);
        }
      } catch (IOException e) {
        if (from != near) {
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
