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
 * The handshake by which a proxy opens a connection to a server: CONNECT with Basic authentication,
 * or SOCKS 5. Java's own sockets ask an authenticator that is the same for the whole process; this
 * class sends the credentials of the given proxy. It reads no byte after the handshake, because
 * those belong to the server.
 */
public final class ProxyHandshake {

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
    "general failure",
    "its rules do not allow the connection",
    "the network is unreachable",
    "the host is unreachable",
    "the connection was refused",
    "the time to live has expired",
    "it does not support CONNECT",
    "it does not support host names"
  };

  private final SessionProxy proxy;
  private final InputStream in;
  private final OutputStream out;

  private ProxyHandshake(SessionProxy proxy, Socket socket) throws IOException {
    this.proxy = proxy;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /**
   * Performs the handshake; afterwards the socket leads to the server.
   *
   * @param socket connected to the proxy, with a timeout for each read
   * @param host of the server, without brackets
   * @throws ProxyException if the proxy does not connect to the server; the message names the proxy
   */
  public static void pass(SessionProxy proxy, Socket socket, String host, int port)
      throws ProxyException {
    try {
      ProxyHandshake handshake = new ProxyHandshake(proxy, socket);
      if (proxy.kind() == SessionProxy.Kind.SOCKS) {
        handshake.socks(host, port);
      } else {
        handshake.connect((host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port);
      }
    } catch (ProxyException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      throw timeout(proxy);
    } catch (IOException e) {
      throw new ProxyException(Cause.UNREACHABLE, name(proxy) + " closed the connection");
    }
  }

  /**
   * Returns the exception for a proxy to which no connection can be opened.
   *
   * @param failure as Java's sockets and lookups throw it
   */
  public static ProxyException unreachable(SessionProxy proxy, IOException failure) {
    if (failure instanceof UnknownHostException) {
      return new ProxyException(
          Cause.UNREACHABLE,
          "the name of " + name(proxy) + " cannot be resolved; check proxy.url and DNS");
    }
    return failure instanceof InterruptedIOException
        ? timeout(proxy)
        : new ProxyException(
            Cause.UNREACHABLE, name(proxy) + " cannot be reached; check proxy.url");
  }

  /** Returns the exception for a proxy that does not answer in time. */
  public static ProxyException timeout(SessionProxy proxy) {
    return new ProxyException(
        Cause.TIMEOUT, name(proxy) + " did not answer in time; check proxy.url and the network");
  }

  /** Returns the exception for a proxy that requires credentials or rejects the configured ones. */
  public static ProxyException unauthorized(SessionProxy proxy) {
    return new ProxyException(
        Cause.CONFIGURATION,
        name(proxy)
            + (proxy.user().isEmpty()
                ? " requires a login; set proxy.user and proxy.password"
                : " rejects proxy.user and proxy.password"));
  }

  /**
   * Returns the header line with the credentials for an HTTP proxy; empty if none are configured.
   */
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
      throw unauthorized(proxy);
    }
    if (!status.startsWith("2")) {
      throw new ProxyException(
          Cause.UNREACHABLE, name(proxy) + " does not connect to " + target + ": status " + status);
    }
  }

  /** Reads the response head, including the empty line at its end. */
  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      if (head.size() >= MAX_HEAD) {
        throw new ProxyException(
            Cause.CONFIGURATION,
            name(proxy) + " sends more than 8 KiB of headers; check proxy.url");
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
      throw unauthorized(proxy);
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
          Cause.UNREACHABLE,
          name(proxy) + " does not connect to " + host + ":" + port + ": " + why);
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
      throw unauthorized(proxy);
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
