/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP and SOCKS proxy for tests. It requires user and password, and forwards every destination
 * to one port of this machine. A host name that cannot be resolved therefore proves that a client
 * does not bypass the proxy.
 */
public final class ProxyDouble implements AutoCloseable {

  public static final String USER = "gate-keeper";
  public static final String PASSWORD = "open sesame, 芝麻";

  /** The behaviour of the proxy. */
  public enum Manner {
    LEADS,
    FORBIDS,
    CLOSES,
    HANGS
  }

  /** The requested destinations; for plain http the whole URL. */
  public final List<String> targets = new CopyOnWriteArrayList<>();

  private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final SessionProxy.Kind kind;
  private final int leadsTo;
  private final AtomicLong carried = new AtomicLong();
  private final List<Socket> clients = new CopyOnWriteArrayList<>();
  private volatile Manner manner = Manner.LEADS;

  /**
   * Starts the proxy.
   *
   * @param leadsTo the port of this machine to which everything is forwarded; 0 for none
   */
  public ProxyDouble(SessionProxy.Kind kind, int leadsTo) throws IOException {
    this.kind = kind;
    this.leadsTo = leadsTo;
    run(this::serve);
  }

  /** Returns the settings for this proxy with a user and a password. */
  public SessionProxy asking(String user, String password) {
    return new SessionProxy(
        kind, "localhost", server.getLocalPort(), user, Secret.of(password), List.of());
  }

  /** Returns the settings for this proxy with the accepted user. */
  public SessionProxy asking() {
    return asking(USER, PASSWORD);
  }

  /** Sets the behaviour towards authenticated clients, in place of forwarding. */
  public void instead(Manner next) {
    manner = next;
  }

  /** Returns the number of forwarded bytes, in both directions together. */
  public long carried() {
    return carried.get();
  }

  private void serve() throws IOException {
    while (true) {
      Socket client = server.accept();
      clients.add(client);
      run(
          () -> {
            try (client) {
              DataInputStream in = new DataInputStream(client.getInputStream());
              if (kind == SessionProxy.Kind.HTTP) {
                http(in, client);
              } else {
                socks(in, client);
              }
            }
          });
    }
  }

  /** Serves HTTP, with CONNECT or as a plain http proxy. */
  private boolean http(DataInputStream in, Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
    String known = "Proxy-Authorization: Basic " + login + "\r\n";
    if (head.indexOf("\r\n" + known) < 0) {
      return answered(client, "407 Who are you");
    }
    String[] asked = head.substring(0, head.indexOf("\r\n")).split(" ");
    targets.add(asked[1]);
    if (manner != Manner.LEADS) {
      return misbehaves(in, client);
    }
    if (leadsTo == 0) {
      return answered(client, "502 Nothing there");
    }
    if (asked[0].equals("CONNECT")) {
      answered(client, "200 Go on");
      relay(in, client, "");
    } else {
      String target = asked[1].replaceFirst("http://[^/]*", "");
      relay(in, client, head.toString().replace(asked[1], target).replace(known, ""));
    }
    return true;
  }

  private static boolean answered(Socket client, String answer) throws IOException {
    String text = "HTTP/1.1 " + answer + "\r\nVia: somebody\r\n\r\n";
    client.getOutputStream().write(text.getBytes(UTF_8));
    return false;
  }

  private boolean misbehaves(InputStream in, Socket client) throws IOException {
    if (manner == Manner.FORBIDS) {
      return answered(client, "403 Not there");
    }
    if (manner == Manner.HANGS) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return false;
  }

  private boolean socks(DataInputStream in, Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    in.readByte();
    boolean says = new String(text(in), UTF_8).indexOf(2) >= 0;
    out.write(new byte[] {5, (byte) (says ? 2 : 0xff)});
    if (!says) {
      return false;
    }
    in.readByte();
    String user = new String(text(in), UTF_8);
    boolean known = new String(text(in), UTF_8).equals(PASSWORD) && user.equals(USER);
    out.write(new byte[] {1, (byte) (known ? 0 : 1)});
    if (!known) {
      return false;
    }
    in.readFully(new byte[4]);
    targets.add(new String(text(in), UTF_8) + ":" + in.readUnsignedShort());
    if (manner == Manner.CLOSES || manner == Manner.HANGS) {
      return misbehaves(in, client);
    }
    int reply = manner == Manner.FORBIDS ? 2 : leadsTo == 0 ? 5 : 0;
    out.write(new byte[] {5, (byte) reply, 0, 1, 127, 0, 0, 1, 0, 80});
    if (reply == 0) {
      relay(in, client, "");
    }
    return reply == 0;
  }

  private static byte[] text(DataInputStream in) throws IOException {
    byte[] text = new byte[in.readUnsignedByte()];
    in.readFully(text);
    return text;
  }

  private void relay(InputStream in, Socket client, String begun) throws IOException {
    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), leadsTo)) {
      there.getOutputStream().write(begun.getBytes(UTF_8));
      run(
          () -> {
            copy(there.getInputStream(), client.getOutputStream());
            client.close();
          });
      copy(in, there.getOutputStream());
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[8192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      carried.addAndGet(read);
      out.write(buffer, 0, read);
    }
  }

  /** A task that ends when a socket is closed. */
  private interface Step {
    void run() throws IOException;
  }

  private static void run(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException closed) {
                // The peer has closed the connection.
              }
            },
            "proxy-double");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
