/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Base64;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionProxy;

/**
 * Asks a proxy to lead to a server. Java's own sockets ask an authenticator that is the same for
 * the whole process; this one says what it was given. Reads no byte too many: what follows belongs
 * to the server.
 */
public final class ProxyDoor {

  private static final int MAX_HEAD = 8 * 1024;
  private static final int STATUS_BEGINS = 9;
  private static final int STATUS_ENDS = 12;
  private static final int AUTHENTICATE = 407;
  private static final int SOCKS = 5;
  private static final int OPEN = 0;
  private static final int WITH_PASSWORD = 2;
  private static final int LOGIN = 1;
  private static final int LEAD = 1;
  private static final int NAME = 3;
  private static final int LONGEST = 255;
  private static final int PORT_BYTES = 2;
  private static final String[] REFUSALS = {
    "",
    "it failed",
    "its rules do not allow it",
    "it does not reach the network",
    "it does not reach the host",
    "nobody listens there",
    "it took too long",
    "it cannot do that",
    "it takes no names"
  };

  private final SessionProxy proxy;
  private final InputStream in;
  private final OutputStream out;

  private ProxyDoor(SessionProxy proxy, Socket socket) throws IOException {
    this.proxy = proxy;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /**
   * Passes through; the socket then leads to the server.
   *
   * @param socket connected to the proxy, with a limit for each read
   * @param host of the server; without brackets
   * @throws ProxyException if it does not lead there, in words that name the proxy
   */
  public static void pass(SessionProxy proxy, Socket socket, String host, int port)
      throws ProxyException {
    try {
      ProxyDoor door = new ProxyDoor(proxy, socket);
      if (proxy.kind() == SessionProxy.Kind.SOCKS) {
        door.socks(host, port);
      } else {
        door.connect((host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port);
      }
    } catch (ProxyException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      throw late(proxy);
    } catch (IOException e) {
      throw new ProxyException(Cause.UNREACHABLE, name(proxy) + " closed the connection");
    }
  }

  /**
   * What is said when there is no connection to a proxy.
   *
   * @param failure as Java's sockets and look-ups throw them
   */
  public static ProxyException unreachable(SessionProxy proxy, IOException failure) {
    if (failure instanceof UnknownHostException) {
      return new ProxyException(
          Cause.UNREACHABLE,
          "the name of " + name(proxy) + " cannot be resolved; check proxy.url and DNS");
    }
    return failure instanceof InterruptedIOException
        ? late(proxy)
        : new ProxyException(
            Cause.UNREACHABLE, name(proxy) + " cannot be reached; check proxy.url");
  }

  /** What is said when a proxy takes too long. */
  public static ProxyException late(SessionProxy proxy) {
    return new ProxyException(
        Cause.TIMEOUT, name(proxy) + " did not answer in time; check proxy.url and the network");
  }

  /** What is said when a proxy for HTTP wants to know who asks, or did not take it. */
  public static ProxyException stranger(SessionProxy proxy) {
    return new ProxyException(
        Cause.CONFIGURATION,
        name(proxy)
            + (proxy.user().isEmpty()
                ? " wants to know who asks; set proxy.user and proxy.password"
                : " did not take proxy.user and proxy.password"));
  }

  /** The line of a head by which a proxy for HTTP knows who asks; empty if nobody is told. */
  public static String authorization(SessionProxy proxy) {
    String login = proxy.user() + ":" + proxy.password().reveal();
    return proxy.user().isEmpty()
        ? ""
        : "Proxy-Authorization: Basic "
            + Base64.getEncoder().encodeToString(login.getBytes(UTF_8))
            + "\r\n";
  }

  private void connect(String target) throws IOException {
    send(
        ("CONNECT "
                + target
                + " HTTP/1.1\r\nHost: "
                + target
                + "\r\n"
                + authorization(proxy)
                + "\r\n")
            .getBytes(UTF_8));
    String head = head();
    String status = head.length() < STATUS_ENDS ? "" : head.substring(STATUS_BEGINS, STATUS_ENDS);
    if (!head.startsWith("HTTP/1.") || !status.matches("[1-5][0-9][0-9]")) {
      throw new ProxyException(
          Cause.CONFIGURATION, name(proxy) + " does not speak HTTP; check proxy.url");
    }
    if (status.equals(String.valueOf(AUTHENTICATE))) {
      throw stranger(proxy);
    }
    if (!status.startsWith("2")) {
      throw new ProxyException(
          Cause.UNREACHABLE, name(proxy) + " does not lead to " + target + ": status " + status);
    }
  }

  /** Through the empty line. */
  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      if (head.size() >= MAX_HEAD) {
        throw new ProxyException(
            Cause.CONFIGURATION, name(proxy) + " says too much; check proxy.url");
      }
      head.write(next());
    }
    return head.toString(ISO_8859_1);
  }

  private void socks(String host, int port) throws IOException {
    boolean known = !proxy.user().isEmpty();
    send(known ? new byte[] {SOCKS, 2, OPEN, WITH_PASSWORD} : new byte[] {SOCKS, 1, OPEN});
    expect(SOCKS);
    int way = next();
    if (way == WITH_PASSWORD && known) {
      logIn();
    } else if (way != OPEN) {
      throw stranger(proxy);
    }
    ByteArrayOutputStream wish = new ByteArrayOutputStream();
    wish.writeBytes(new byte[] {SOCKS, LEAD, 0, NAME});
    put(wish, host);
    wish.write(port >> Byte.SIZE);
    wish.write(port);
    send(wish.toByteArray());
    expect(SOCKS);
    int reply = next();
    next();
    int form = next();
    if (reply != 0) {
      String why = reply < REFUSALS.length ? REFUSALS[reply] : "reply " + reply;
      throw new ProxyException(
          Cause.UNREACHABLE, name(proxy) + " does not lead to " + host + ":" + port + ": " + why);
    }
    int length = form == NAME ? next() : form == 1 ? 4 : 16;
    new DataInputStream(in).readFully(new byte[length + PORT_BYTES]);
  }

  private void logIn() throws IOException {
    ByteArrayOutputStream login = new ByteArrayOutputStream();
    login.write(LOGIN);
    put(login, proxy.user());
    put(login, proxy.password().reveal());
    send(login.toByteArray());
    next();
    if (next() != 0) {
      throw stranger(proxy);
    }
  }

  private static void put(ByteArrayOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length > LONGEST) {
      throw new ProxyException(
          Cause.CONFIGURATION, "a SOCKS proxy takes names and passwords of at most 255 bytes");
    }
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static String name(SessionProxy proxy) {
    return "the proxy " + VisibleText.of(proxy.toString());
  }

  private void expect(int version) throws IOException {
    if (next() != version) {
      throw new ProxyException(
          Cause.CONFIGURATION, name(proxy) + " does not speak SOCKS 5; check proxy.url");
    }
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new ProxyException(Cause.UNREACHABLE, name(proxy) + " closed the connection");
    }
    return next;
  }

  private void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
