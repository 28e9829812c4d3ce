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
import java.io.InputStream;
import java.io.OutputStream;

/** A relay to a server that can be stopped without closing either connection. */
final class HeldWay extends GoBetween {

  private final Object lock = new Object();
  private boolean held;

  HeldWay(String address, int port) throws IOException {
    super(address, port);
    start();
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

  @Override
  void pass(InputStream from, OutputStream to, boolean ofServer)
      throws IOException, InterruptedException {
    byte[] bytes = new byte[8192];
    for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
      synchronized (lock) {
        while (held) {
          lock.wait();
        }
      }
      to.write(bytes, 0, n);
    }
  }

  @Override
  public void close() throws IOException {
    release();
    super.close();
  }
}
