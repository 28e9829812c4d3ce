/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Checks whether a port is free. */
final class FreePort {

  private static final int TRIES = 50;
  private static final long PAUSE_MILLIS = 100;

  private FreePort() {}

  /** Returns a port that is free now. */
  static int any(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.getLocalPort();
    }
  }

  /**
   * Listens for a moment.
   *
   * @throws IOException if the port is in use
   */
  static void check(String address, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    }
  }

  /**
   * Waits for some seconds at most: a port is released shortly after its server has been closed.
   */
  static void await(String address, int port) throws IOException {
    for (int i = 1; ; i++) {
      try {
        check(address, port);
        return;
      } catch (IOException e) {
        if (i == TRIES || pause()) {
          throw e;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      return new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
