/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be held up without that either side learns of it. */
final class HeldWay implements AutoCloseable {

  private final ServerSocket door;
  private final String address;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private boolean held;

  HeldWay(String address, int port) throws IOException {
    this.address = address;
    this.port = port;
    door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start("door", this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** What comes from now on waits. */
  void hold() {
    synchronized (lock) {
      held = true;
    }
  }

  /** All that waited goes on. */
  void release() {
    synchronized (lock) {
      held = false;
      lock.notifyAll();
    }
  }

  private static void start(String what, Runnable work) {
    Thread thread = new Thread(work, "way-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket from = door.accept();
        open.add(from);
        Socket to = new Socket(address, port);
        open.add(to);
        start("there", () -> carry(from, to));
        start("back", () -> carry(to, from));
      } catch (IOException e) {
        continue;
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      for (int n = from.getInputStream().read(bytes);
          n >= 0;
          n = from.getInputStream().read(bytes)) {
        synchronized (lock) {
          while (held) {
            lock.wait();
          }
        }
        to.getOutputStream().write(bytes, 0, n);
      }
    } catch (IOException e) {
      open.remove(from);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    release();
    for (Socket each : open) {
      each.close();
    }
  }
}
