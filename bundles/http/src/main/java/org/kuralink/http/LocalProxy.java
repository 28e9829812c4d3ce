/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.download.proxy.ProxyException;
import org.kuralink.download.proxy.ProxyHandshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local proxy between Java's HTTP client and a session's proxy: it listens on the loopback
 * interface and connects through the session's proxy. Java's client sends user and password for
 * HTTPS to a proxy only if the process was started with an option, does not support SOCKS, and does
 * not report why the proxy refused. Only clients with the secret of this proxy are accepted; the
 * data is TLS between client and server. Owns daemon threads {@code kuralink-http-passage}: one
 * that listens, two for each connection; all end when it is closed.
 */
final class LocalProxy implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalProxy.class);
  private static final Pattern ASKED =
      Pattern.compile("CONNECT (\\[[0-9A-Fa-f:.]+]|[^:\\s]+):([0-9]{1,5}) HTTP/1\\.1\r\n(?s:.*)");
  private static final int MOST_HEAD = 8 * 1024;
  private static final int MOST_CONNECTIONS = 20;
  private static final int BUFFER = 16 * 1024;

  /** The pause after a failed accept; doubles each time. */
  private static final long FIRST_PAUSE_MILLIS = 100;

  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final SessionProxy proxy;
  private final Duration limit;
  private final String authorization;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asking = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable ProxyException refusal;

  private LocalProxy(SessionProxy proxy, Duration limit, ServerSocket listener) {
    this.proxy = proxy;
    this.limit = limit;
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    // Not Basic, which Java's client withholds.
    authorization = "Bearer " + HexFormat.of().formatHex(random);
    this.listener = listener;
  }

  /**
   * Starts a local proxy on a free port of the loopback interface.
   *
   * @param limit the time limit of each step through the session's proxy
   */
  static LocalProxy to(SessionProxy proxy, Duration limit) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    return to(proxy, limit, new ServerSocket(0, MOST_CONNECTIONS, here));
  }

  /** Starts a local proxy on a socket, which it closes at the end. */
  static LocalProxy to(SessionProxy proxy, Duration limit, ServerSocket listener) {
    LocalProxy made = new LocalProxy(proxy, limit, listener);
    start(made::listen);
    return made;
  }

  /** Returns the address, unresolved as Java's client requires. */
  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(
        listener.getInetAddress().getHostAddress(), listener.getLocalPort());
  }

  /** Returns the value of {@code Proxy-Authorization} for the client. */
  String authorization() {
    return authorization;
  }

  /** Returns why the last connection failed, or still hangs, if known. */
  Optional<ProxyException> trouble() {
    ProxyException known = refusal;
    return known == null && asking.get() > 0
        ? Optional.of(ProxyHandshake.timeout(proxy))
        : Optional.ofNullable(known);
  }

  private void listen() {
    int failures = 0;
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (failures > 0) {
          LOG.info("The local proxy for {} accepts connections again", proxy);
        }
        failures = 0;
        take(client);
      } catch (IOException e) {
        failed(failures++, e);
      }
    }
  }

  private void take(Socket client) throws IOException {
    if (open.size() < 2 * MOST_CONNECTIONS) {
      start(() -> serve(client));
    } else {
      client.close();
    }
  }

  /**
   * Waits before the next accept, which may fail as well, for example if too many files are open.
   */
  private void failed(int before, IOException failure) {
    if (listener.isClosed()) {
      return;
    }
    if (before == 0) {
      LOG.warn(
          "The local proxy for {} cannot accept connections and keeps trying: {}",
          proxy,
          failure.getMessage());
    }
    long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, 16), LONGEST_PAUSE_MILLIS);
    try {
      if (closed.await(pause, TimeUnit.MILLISECONDS)) {
        LOG.debug("The local proxy for {} was closed", proxy);
      }
    } catch (InterruptedException e) {
      shut(listener);
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket there = new Socket(Proxy.NO_PROXY)) {
      open.add(client);
      open.add(there);
      if (listener.isClosed()) {
        return;
      }
      client.setTcpNoDelay(true);
      client.setSoTimeout((int) limit.toMillis());
      Matcher asked = ASKED.matcher(head(client.getInputStream()));
      if (!asked.matches()
          || !asked.group().contains("Proxy-Authorization: " + authorization + "\r\n")) {
        answer(client, "407 Proxy Authentication Required");
        return;
      }
      if (!lead(there, asked.group(1).replaceAll("[\\[\\]]", ""), port(asked))) {
        answer(client, "502 Bad Gateway");
        return;
      }
      answer(client, "200 Connection Established");
      client.setSoTimeout(0);
      there.setSoTimeout(0);
      start(() -> copy(there, client));
      copy(client, there);
    } catch (IOException e) {
      LOG.debug("A connection through the proxy {} ended: {}", proxy, e.getMessage());
    } finally {
      open.remove(client);
      open.removeIf(Socket::isClosed);
    }
  }

  private static int port(Matcher asked) {
    return Integer.parseInt(asked.group(2));
  }

  private boolean lead(Socket there, String host, int port) throws IOException {
    asking.incrementAndGet();
    try {
      connect(there);
      ProxyHandshake.pass(proxy, there, host, port);
      refusal = null;
      return true;
    } catch (ProxyException e) {
      refusal = e;
      return false;
    } finally {
      asking.decrementAndGet();
    }
  }

  private void connect(Socket there) throws IOException {
    int millis = (int) limit.toMillis();
    there.setTcpNoDelay(true);
    there.setSoTimeout(millis);
    try {
      there.connect(new InetSocketAddress(proxy.host(), proxy.port()), millis);
    } catch (IOException e) {
      throw ProxyHandshake.unreachable(proxy, e);
    }
  }

  /** Reads up to the empty line, and no byte more. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    while (last != 0x0d0a0d0a && head.size() < MOST_HEAD) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
      last = last << Byte.SIZE | next;
    }
    return head.toString(ISO_8859_1);
  }

  private static void answer(Socket client, String status) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
    client.getOutputStream().write(head.getBytes(ISO_8859_1));
  }

  /** Copies one direction; at its end it closes both sockets. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      LOG.debug("A connection through the proxy ended: {}", e.getMessage());
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "kuralink-http-passage");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    shut(listener);
    closed.countDown();
    open.forEach(LocalProxy::shut);
  }

  private static void shut(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      LOG.debug("A connection through the proxy was not closed: {}", e.getMessage());
    }
  }
}
