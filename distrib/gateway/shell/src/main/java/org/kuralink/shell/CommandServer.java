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
 * Takes commands from other programs of the same user, through a socket in a directory that nobody
 * else may enter. A thread waits for clients, two serve each; all are daemons.
 */
final class CommandServer implements AutoCloseable {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  /** The name of the socket in its directory. */
  static final String SOCKET = "socket";

  /** How many bytes the name of a socket may have on every system. */
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

  /** Listens in a directory; null, with a sentence in the log, where that cannot be. */
  static @Nullable CommandServer open(Path directory, Commands commands) {
    return open(directory, commands, LIMITS);
  }

  static @Nullable CommandServer open(Path directory, Commands commands, Limits limits) {
    Path socket = directory.resolve(SOCKET).toAbsolutePath();
    try {
      Medium.disk().createDirectory(directory);
      // Whose data this is has it locked, so that a socket that is there is of one that was killed.
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
      log.info("no commands from another terminal: this system has no sockets for that");
    } catch (SocketException e) {
      log.warn("no commands from another terminal: {}", reason(socket, e));
    } catch (IOException e) {
      log.warn("no commands from another terminal: {}: {}", socket, e.toString());
    }
    return null;
  }

  private static String reason(Path socket, SocketException e) {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    return length > LONGEST_NAME
        ? "the name "
            + socket
            + " has "
            + length
            + " bytes, and a socket may have "
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
        log.warn("no more commands from another terminal: {}", e.toString());
        close();
      }
    }
  }

  private void serve(SocketChannel accepted) throws IOException {
    CommandClient client = new CommandClient(accepted, commands, limits, watch);
    if (clients.size() >= limits.clients) {
      client.refuse("there are " + limits.clients + " other commands under way; try again later");
      return;
    }
    clients.add(client);
    client.start(() -> clients.remove(client));
  }

  /** How many are served at this moment. */
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

  /** What carries commands out. */
  @FunctionalInterface
  interface Commands {

    /**
     * Carries one out on the thread of its client, which is interrupted when the client has gone.
     *
     * @param words the name of the command and its words
     * @return {@link #OK}, {@link #FAILED} or {@link #MISUSED}
     */
    int run(List<String> words, PrintStream out, PrintStream err);
  }

  /**
   * What one client may take.
   *
   * @param clients at once
   * @param requestBytes of a request
   * @param request how long it may take to arrive
   * @param write how long a client may leave unread what it is told
   */
  record Limits(int clients, int requestBytes, Duration request, Duration write) {}
}
