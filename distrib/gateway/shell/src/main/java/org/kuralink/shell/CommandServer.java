/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts commands of other programs of the same user through a socket in a private directory. One
 * thread accepts clients, one watches their time limits, and two threads serve each client; all are
 * daemons.
 */
final class CommandServer implements AutoCloseable {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  /** The file name of the socket. */
  static final String SOCKET = "socket";

  /** The maximum path length of a socket in bytes that every system supports. */
  static final int LONGEST_NAME = 103;

  private static final Logger log = LoggerFactory.getLogger(CommandServer.class);
  private static final Limits LIMITS =
      new Limits(8, 64 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(10));

  private final ServerSocketChannel channel;
  private final Path socket;
  private final Commands commands;
  private final Limits limits;
  private final ScheduledExecutorService watch;
  private final Set<CommandClient> clients = ConcurrentHashMap.newKeySet();

  private CommandServer(
      ServerSocketChannel channel, Path socket, Commands commands, Limits limits) {
    this.channel = channel;
    this.socket = socket;
    this.commands = commands;
    this.limits = limits;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "kuralink-commands-watch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Listens in a directory; returns null and logs the reason if this is not possible. */
  static @Nullable CommandServer open(Path directory, Commands commands) {
    return open(directory, commands, LIMITS);
  }

  static @Nullable CommandServer open(Path directory, Commands commands, Limits limits) {
    Path socket = directory.resolve(SOCKET).toAbsolutePath();
    try {
      Medium.disk().createDirectory(directory);
      // This process holds the lock of the data directory, so an existing socket belongs to a
      // process that was killed.
      Medium.disk().delete(socket);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(socket));
      Medium.disk().keepToOwner(socket);
      CommandServer server = new CommandServer(channel, socket, commands, limits);
      Thread thread = new Thread(server::accept, "kuralink-commands");
      thread.setDaemon(true);
      thread.start();
      return server;
    } catch (UnsupportedOperationException e) {
      log.info(
          "commands from other terminals are not available: this system does not support Unix domain sockets");
    } catch (SocketException e) {
      log.warn("commands from other terminals are not available: {}", reason(socket, e));
    } catch (IOException e) {
      log.warn("commands from other terminals are not available: {}: {}", socket, e.toString());
    }
    return null;
  }

  private static String reason(Path socket, SocketException e) {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    return length > LONGEST_NAME
        ? "the path "
            + socket
            + " has "
            + length
            + " bytes, but a socket may have at most "
            + LONGEST_NAME
            + "; choose a shorter --data DIR"
        : socket + ": " + e.getMessage();
  }

  private void accept() {
    while (channel.isOpen()) {
      try {
        serve(channel.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.warn("commands from other terminals are no longer available: {}", e.toString());
        close();
      }
    }
  }

  private void serve(SocketChannel accepted) throws IOException {
    CommandClient client = new CommandClient(accepted, commands, limits, watch);
    if (clients.size() >= limits.clients) {
      client.refuse(limits.clients + " other commands are running; try again later");
      return;
    }
    clients.add(client);
    client.start(() -> clients.remove(client));
  }

  /** Returns the number of connected clients. */
  int clients() {
    return clients.size();
  }

  @Override
  public void close() {
    try {
      channel.close();
      Medium.disk().delete(socket);
    } catch (IOException e) {
      log.debug("{}: {}", socket, e.toString());
    }
    clients.forEach(CommandClient::cut);
    watch.shutdownNow();
  }

  /** Executes commands. */
  @FunctionalInterface
  interface Commands {

    /**
     * Executes a command on the thread of its client. The thread is interrupted when the client
     * disconnects.
     *
     * @param words the name of the command and its arguments
     * @return {@link #OK}, {@link #FAILED} or {@link #MISUSED}
     */
    int run(List<String> words, PrintStream out, PrintStream err);
  }

  /**
   * The limits for clients.
   *
   * @param clients the maximum number of concurrent clients
   * @param requestBytes the maximum size of a request
   * @param request the time limit for receiving a request
   * @param write the time limit for a client to read its output
   */
  record Limits(int clients, int requestBytes, Duration request, Duration write) {}
}
