/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A local server that handles each connection as a test defines. */
public final class RawServer implements AutoCloseable {

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private RawServer(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
  }

  /** In plain text; for TLS a test brings its own socket. */
  public static RawServer of(Behaviour behaviour) throws IOException {
    return of(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
  }

  /** On a socket that listens. */
  public static RawServer of(ServerSocket socket, Behaviour behaviour) {
    RawServer server = new RawServer(socket, behaviour);
    start(server::accept);
    return server;
  }

  /** Accepts connections and sends nothing. */
  public static RawServer silent() throws IOException {
    return of((in, out) -> in.transferTo(OutputStream.nullOutputStream()));
  }

  /** Sends these bytes, then one byte every few milliseconds, for ever. */
  public static RawServer dripping(String first, int then) throws IOException {
    return of(
        (in, out) -> {
          out.write(first.getBytes(StandardCharsets.ISO_8859_1));
          drip(out, then);
        });
  }

  /** Sends a byte every few milliseconds until the client closes the connection. */
  public static void drip(OutputStream out, int one) throws IOException {
    while (true) {
      out.write(one);
      out.flush();
      pause();
    }
  }

  /** Answers each request with the same bytes, and closes. */
  public static RawServer answering(String answer) throws IOException {
    return of(
        (in, out) -> {
          head(in);
          out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
        });
  }

  /** Reads the head of a request, with its line ends. */
  public static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request");
      }
      head.append((char) c);
    }
    return head.toString();
  }

  /** Remembers a request, for {@link #requests}. */
  public String heard(InputStream in) throws IOException {
    String head = head(in);
    requests.add(head);
    return head;
  }

  /** Returns the recorded requests. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Its port. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      // The client has closed the connection, as expected.
      return;
    }
  }

  private static void pause() throws IOException {
    try {
      new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** The handler of a connection, which is closed when this returns. */
  @FunctionalInterface
  public interface Behaviour {

    /** Serves one connection. */
    void serve(InputStream in, OutputStream out) throws IOException;
  }
}
