/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

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
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineProxy;

/** A proxy of either kind that asks everybody for a user and a password. */
final class ProxyDouble implements AutoCloseable {

  static final String USER = "gate-keeper";
  static final String PASSWORD = "open sesame, 芝麻";

  /** What it was asked to lead to. */
  final List<String> targets = new CopyOnWriteArrayList<>();

  private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final LineProxy.Kind kind;
  private final int leadsTo;

  /**
   * Listens.
   *
   * @param leadsTo the port of this machine that everything leads to; 0 for nothing
   */
  ProxyDouble(LineProxy.Kind kind, int leadsTo) throws IOException {
    this.kind = kind;
    this.leadsTo = leadsTo;
    run(this::serve);
  }

  LineProxy asking(String user, String password) {
    return new LineProxy(kind, "localhost", server.getLocalPort(), user, Secret.of(password));
  }

  private void serve() throws IOException {
    while (true) {
      Socket client = server.accept();
      run(
          () -> {
            try (client) {
              DataInputStream in = new DataInputStream(client.getInputStream());
              boolean led = kind == LineProxy.Kind.HTTP ? http(in, client) : socks(in, client);
              if (led) {
                relay(in, client);
              }
            }
          });
    }
  }

  private boolean http(DataInputStream in, Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
    String answer;
    if (!head.toString().contains("\r\nProxy-Authorization: Basic " + login + "\r\n")) {
      answer = "407 Who are you";
    } else {
      targets.add(head.substring("CONNECT ".length(), head.indexOf(" HTTP/1.1\r\n")));
      answer = leadsTo == 0 ? "502 Nothing there" : "200 Go on";
    }
    String text = "HTTP/1.1 " + answer + "\r\nVia: somebody\r\n\r\n";
    client.getOutputStream().write(text.getBytes(UTF_8));
    return answer.startsWith("200");
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
    out.write(new byte[] {5, (byte) (leadsTo == 0 ? 5 : 0), 0, 1, 127, 0, 0, 1, 0, 80});
    return leadsTo != 0;
  }

  private static byte[] text(DataInputStream in) throws IOException {
    byte[] text = new byte[in.readUnsignedByte()];
    in.readFully(text);
    return text;
  }

  private void relay(InputStream in, Socket client) throws IOException {
    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), leadsTo)) {
      run(
          () -> {
            there.getInputStream().transferTo(client.getOutputStream());
            client.close();
          });
      in.transferTo(there.getOutputStream());
    }
  }

  /** A step that ends when a socket is closed. */
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
                // Somebody has hung up.
              }
            },
            "proxy-double");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
