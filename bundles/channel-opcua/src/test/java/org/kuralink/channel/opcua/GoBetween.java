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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy between clients and a server that forwards messages selectively. */
abstract class GoBetween implements AutoCloseable {

  private final ServerSocket door;
  private final String address;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Leads to a server. */
  GoBetween(String address, int port) throws IOException {
    this.address = address;
    this.port = port;
    door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  /** Takes clients from now on. */
  final void start() {
    start("door", this::accept);
  }

  final int port() {
    return door.getLocalPort();
  }

  /**
   * Passes on what one side says, until it ends.
   *
   * @param ofServer whether that is the server
   */
  abstract void pass(InputStream from, OutputStream to, boolean ofServer)
      throws IOException, InterruptedException;

  private static void start(String what, Runnable work) {
    Thread thread = new Thread(work, "between-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        open.add(client);
        Socket server = new Socket(address, port);
        open.add(server);
        start("there", () -> carry(client, server, false));
        start("back", () -> carry(server, client, true));
      } catch (IOException e) {
        continue;
      }
    }
  }

  private void carry(Socket from, Socket to, boolean ofServer) {
    try (from;
        to) {
      pass(from.getInputStream(), to.getOutputStream(), ofServer);
    } catch (IOException e) {
      open.remove(from);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
