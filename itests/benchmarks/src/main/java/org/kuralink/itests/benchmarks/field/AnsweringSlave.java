/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.field;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A Modbus TCP slave with minimal overhead: each register contains its address and the number of
 * requests answered before. Owns one daemon thread, and one per connection.
 */
final class AnsweringSlave implements Closeable {

  private static final int REQUEST = 12;
  private static final int HEADER = 9;
  private static final int READ_HOLDING_REGISTERS = 3;

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final AtomicLong answered = new AtomicLong();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** The reaction to a request. */
  enum Behaviour {
    /** Answers it. */
    RIGHT,
    /** Takes it, and says nothing. */
    SILENT,
    /** Answers after two seconds. */
    LATE
  }

  AnsweringSlave(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept, "slave-" + port());
  }

  /** A port at which nobody listens. */
  static int refusingPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Requests that were answered. */
  long answered() {
    return answered.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        start(() -> serve(socket), "slave-" + port() + "-connection");
      }
    } catch (SocketException e) {
      // It was closed.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] request = new byte[REQUEST];
      while (true) {
        in.readFully(request);
        if (behaviour == Behaviour.LATE) {
          await(Duration.ofSeconds(2));
        }
        if (behaviour != Behaviour.SILENT) {
          out.write(answer(ByteBuffer.wrap(request)));
          answered.incrementAndGet();
        }
      }
    } catch (EOFException | SocketException e) {
      // The master went, or this slave.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.remove(socket);
    }
  }

  private byte[] answer(ByteBuffer request) throws IOException {
    int address = request.getShort(8) & 0xFFFF;
    int count = request.getShort(10);
    int first = address + (int) answered.get();
    if (request.get(7) != READ_HOLDING_REGISTERS) {
      throw new SocketException("only holding registers are read here");
    }
    ByteBuffer answer = ByteBuffer.allocate(HEADER + 2 * count);
    answer.putInt(request.getInt(0));
    answer.putShort((short) (3 + 2 * count));
    answer.put(request.get(6)).put(request.get(7)).put((byte) (2 * count));
    for (int i = 0; i < count; i++) {
      answer.putShort((short) (first + i));
    }
    return answer.array();
  }

  private static void await(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
