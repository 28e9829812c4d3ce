/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Transfers RTU frames between a serial port and the slaves' internal TCP port. Reopens a closed
 * port after a second. Owns the daemon threads {@code field-slave-cable} and, for answers, {@code
 * field-slave-cable-back}.
 */
final class SlaveCable implements AutoCloseable {

  private static final int MOST = 512;

  private final SerialDevice device;
  private final FieldSlave.Listener slaves;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "field-slave-cable");
            made.setDaemon(true);
            return made;
          });
  private @Nullable Socket inner;
  private boolean on = true;

  SlaveCable(SerialDevice device, FieldSlave.Listener slaves) throws IOException {
    this.device = device;
    this.slaves = slaves;
    device.set();
    thread.scheduleWithFixedDelay(this::carry, 0, 1, TimeUnit.SECONDS);
  }

  /** Plugs or unplugs the cable. */
  synchronized void turn(boolean put) throws IOException {
    on = put;
    Socket there = inner;
    inner = null;
    if (there != null) {
      there.close();
    }
  }

  /** Transfers requests until the port is closed. */
  private void carry() {
    try {
      device.set();
      try (FileInputStream in = new FileInputStream(device.path().toFile());
          FileOutputStream out = new FileOutputStream(device.path().toFile())) {
        byte[] bytes = new byte[MOST];
        for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
          pass(bytes, n, out);
        }
      }
    } catch (IOException e) {
      // Retried, because the cable may be plugged in again.
      return;
    }
  }

  private synchronized void pass(byte[] bytes, int count, OutputStream back) throws IOException {
    if (!on) {
      return;
    }
    Socket there = inner;
    if (there == null || there.isClosed()) {
      Socket fresh = new Socket(InetAddress.getByName("127.0.0.1"), slaves.port());
      inner = fresh;
      there = fresh;
      Thread answers = new Thread(() -> answer(fresh, back), "field-slave-cable-back");
      answers.setDaemon(true);
      answers.start();
    }
    there.getOutputStream().write(bytes, 0, count);
    there.getOutputStream().flush();
  }

  /** Transfers answers until the slaves close the connection. */
  private static void answer(Socket there, OutputStream back) {
    byte[] bytes = new byte[MOST];
    try (there;
        InputStream from = there.getInputStream()) {
      for (int n = from.read(bytes); n > 0; n = from.read(bytes)) {
        back.write(bytes, 0, n);
        back.flush();
      }
    } catch (IOException e) {
      // The next request reopens it.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    turn(false);
    slaves.off();
  }
}
