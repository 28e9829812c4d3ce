/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client connection of the command socket. The client sends one line, a JSON array with the name
 * of a command and its arguments. It receives frames until the connection ends: one byte for the
 * type ({@code o} output, {@code e} error, {@code x} exit code), four bytes for the length, and the
 * text or the exit code as text.
 */
final class CommandClient {

  private static final Logger log = LoggerFactory.getLogger(CommandClient.class);
  private static final int MOST_WORDS = 1000;
  private static final int LONGEST_FRAME = 64 * 1024;

  private final SocketChannel channel;
  private final CommandServer.Commands commands;
  private final CommandServer.Limits limits;
  private final ScheduledExecutorService watch;
  private final Object writing = new Object();

  /** Start of the pending operation of the client, on the system's clock; 0 if none is pending. */
  private volatile long waitingSince;

  private volatile long allowed;
  private volatile @Nullable Thread command;

  CommandClient(
      SocketChannel channel,
      CommandServer.Commands commands,
      CommandServer.Limits limits,
      ScheduledExecutorService watch) {
    this.channel = channel;
    this.commands = commands;
    this.limits = limits;
    this.watch = watch;
  }

  /** Serves the client on its own threads. */
  void start(Runnable ended) {
    thread("kuralink-command-client", () -> serve(ended)).start();
  }

  /** Sends an error to a client that cannot be served, without waiting for it. */
  void refuse(String why) throws IOException {
    try (channel) {
      channel.configureBlocking(false);
      frame('e', (why + "\n").getBytes(StandardCharsets.UTF_8));
      frame('x', bytes(CommandServer.FAILED));
    }
  }

  /** Ends the connection in any state. */
  void cut() {
    close();
    Thread running = command;
    if (running != null) {
      running.interrupt();
    }
  }

  private void serve(Runnable ended) {
    ScheduledFuture<?> check = check();
    try (channel) {
      begin(limits.request().toNanos());
      Optional<byte[]> request = request();
      waitingSince = 0;
      if (request.isPresent()) {
        Thread running = thread("kuralink-command", () -> run(request.get()));
        command = running;
        running.start();
        awaitEnd();
        running.interrupt();
        running.join();
      }
    } catch (IOException e) {
      log.debug("a client of the command socket disconnected: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      check.cancel(false);
      cut();
      ended.run();
    }
  }

  private ScheduledFuture<?> check() {
    long every = Math.max(1, Math.min(limits.request().toMillis(), limits.write().toMillis()) / 4);
    return watch.scheduleWithFixedDelay(
        () -> {
          long since = waitingSince;
          if (since != 0 && System.nanoTime() - since > allowed) {
            cut();
          }
        },
        every,
        every,
        TimeUnit.MILLISECONDS);
  }

  private void begin(long nanos) {
    allowed = nanos;
    waitingSince = Math.max(1, System.nanoTime());
  }

  /**
   * Reads one line; empty if the client disconnected before the end of the line or exceeded the
   * limit, which is reported to it.
   */
  private Optional<byte[]> request() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (channel.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          return buffer.hasRemaining() ? misused() : Optional.of(line.toByteArray());
        }
        line.write(next);
      }
      if (line.size() > limits.requestBytes()) {
        fail("the command is too long: at most " + limits.requestBytes() + " bytes are allowed");
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> misused() throws IOException {
    fail("a command must be one line without further data");
    return Optional.empty();
  }

  /**
   * Waits for the end of the input: any further data or the end of the connection ends the command.
   */
  private void awaitEnd() throws IOException {
    channel.read(ByteBuffer.allocate(1));
  }

  private void run(byte[] request) {
    try {
      List<String> words = words(request);
      if (words.isEmpty()) {
        fail("the request is not a JSON array of strings; send the command and its arguments");
      } else {
        try (PrintStream out = stream('o');
            PrintStream err = stream('e')) {
          int code = commands.run(words, out, err);
          out.flush();
          err.flush();
          frame('x', bytes(code));
        }
      }
    } catch (IOException e) {
      log.debug("a client of the command socket disconnected: {}", e.toString());
    } finally {
      close();
    }
  }

  private static List<String> words(byte[] request) {
    try {
      if (Json.read(request) instanceof List<?> words
          && words.size() <= MOST_WORDS
          && words.stream().allMatch(String.class::isInstance)) {
        return words.stream().map(String.class::cast).toList();
      }
    } catch (JsonException e) {
      log.debug("invalid request: {}", e.getMessage());
    }
    return List.of();
  }

  private void fail(String why) throws IOException {
    frame('e', (why + "\n").getBytes(StandardCharsets.UTF_8));
    frame('x', bytes(CommandServer.MISUSED));
  }

  private static byte[] bytes(int code) {
    return Integer.toString(code).getBytes(StandardCharsets.US_ASCII);
  }

  private PrintStream stream(char kind) {
    OutputStream frames =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += LONGEST_FRAME) {
              int part = Math.min(LONGEST_FRAME, length - done);
              byte[] frame = new byte[part];
              System.arraycopy(bytes, offset + done, frame, 0, part);
              frame(kind, frame);
            }
          }
        };
    return new PrintStream(frames, true, StandardCharsets.UTF_8);
  }

  private void frame(char kind, byte[] text) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(5 + text.length);
    frame.put((byte) kind).putInt(text.length).put(text).flip();
    synchronized (writing) {
      begin(limits.write().toNanos());
      try {
        do {
          channel.write(frame);
        } while (frame.hasRemaining() && channel.isBlocking());
      } finally {
        waitingSince = 0;
      }
    }
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("cannot write to a client of the command socket: {}", e.toString());
    }
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
