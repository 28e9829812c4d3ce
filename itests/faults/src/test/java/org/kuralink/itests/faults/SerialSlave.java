/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/**
 * A Modbus slave at a pseudo-terminal, whose registers all contain 7; closing it unplugs the cable.
 * Owns a daemon thread.
 */
final class SerialSlave implements Closeable {

  private static final int REQUEST = 8;

  private final PtyProcess process;
  private final Path port;

  SerialSlave() throws IOException {
    process =
        new PtyProcessBuilder(new String[] {"sh", "-c", "stty raw -echo; tty; exec sleep 600"})
            .setEnvironment(Map.of("PATH", System.getenv("PATH"), "TERM", "dumb"))
            .start();
    StringBuilder name = new StringBuilder();
    for (int c = process.getInputStream().read(); c != '\n'; c = process.getInputStream().read()) {
      name.append((char) c);
    }
    port = Path.of(name.toString().strip());
    Thread thread = new Thread(this::serve, "serial-slave");
    thread.setDaemon(true);
    thread.start();
  }

  /** The master's end. */
  Path port() {
    return port;
  }

  private void serve() {
    byte[] request = new byte[REQUEST];
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      while (true) {
        in.readFully(request);
        int count = request[5];
        ByteBuffer answer = ByteBuffer.allocate(5 + 2 * count).order(ByteOrder.LITTLE_ENDIAN);
        answer.put(request, 0, 2).put((byte) (2 * count));
        for (int i = 0; i < count; i++) {
          answer.put((byte) 0).put((byte) 7);
        }
        answer.putShort((short) checksum(answer.array(), answer.position()));
        process.getOutputStream().write(answer.array());
        process.getOutputStream().flush();
      }
    } catch (IOException e) {
      // The cable was pulled.
      return;
    }
  }

  /** CRC-16 of Modbus, section 2.5.1.2 of the serial line guide. */
  private static int checksum(byte[] bytes, int length) {
    int sum = 0xFFFF;
    for (int i = 0; i < length; i++) {
      sum ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0xA001;
      }
    }
    return sum;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
