/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A byte stream over a TCP connection or a serial port. */
public interface ByteStream extends Closeable {

  /**
   * Waits for bytes.
   *
   * @param millis the time limit, at least 1
   * @return the number of bytes read; 0 after the time limit, -1 at the end of the stream
   */
  int read(byte[] into, int offset, int length, int millis) throws IOException;

  /** Returns whether the other side is known to have closed the stream; blocks for at most 1 ms. */
  default boolean isEnded() {
    return false;
  }

  /** Returns whether bytes are available without blocking, as far as is known. */
  default boolean isWaiting() throws IOException {
    return false;
  }

  /** Discards all received bytes. */
  void discard() throws IOException;

  /** Writes all bytes. */
  void write(byte[] bytes) throws IOException;

  @Override
  void close();

  /** A byte stream over a TCP connection. */
  final class OverTcp implements ByteStream {

    private static final int DISCARDED = 512;

    private final Socket socket;
    private final ByteBuffer early = ByteBuffer.allocate(DISCARDED).flip();

    private OverTcp(Socket socket) {
      this.socket = socket;
    }

    /** Connects to this address. */
    public static OverTcp connect(InetAddress address, int port, int millis) throws IOException {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(new InetSocketAddress(address, port), millis);
        return new OverTcp(socket);
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    }

    /** Uses a socket, not a channel: a channel does not block but takes longer for each answer. */
    @Override
    public boolean isEnded() {
      if (early.hasRemaining()) {
        return false;
      }
      try {
        socket.setSoTimeout(1);
        int count = socket.getInputStream().read(early.array());
        early.position(0).limit(Math.max(0, count));
        return count < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public boolean isWaiting() throws IOException {
      return early.hasRemaining() || socket.getInputStream().available() > 0;
    }

    @Override
    public int read(byte[] into, int offset, int length, int millis) throws IOException {
      if (early.hasRemaining()) {
        int taken = Math.min(length, early.remaining());
        early.get(into, offset, taken);
        return taken;
      }
      socket.setSoTimeout(millis);
      try {
        return socket.getInputStream().read(into, offset, length);
      } catch (SocketTimeoutException e) {
        return 0;
      }
    }

    @Override
    public void discard() throws IOException {
      early.clear().flip();
      int waiting = socket.getInputStream().available();
      while (waiting > 0) {
        socket.getInputStream().skipNBytes(Math.min(waiting, DISCARDED));
        waiting = socket.getInputStream().available();
      }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // The connection is discarded in any case.
        return;
      }
    }
  }
}
