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
 * The way from Java's HTTP client to a session's proxy: a proxy on the loopback interface that asks
 * the session's one. Java's client would give that no user and password for HTTPS unless the whole
 * process is started with a flag, speaks no SOCKS, and says nothing of why it was refused. Only who
 * knows the word of this passage passes; what goes through is TLS between client and server. Owns
 * daemon threads {@code kuralink-http-passage}: one that listens, two for each connection; all end
 * when it is closed.
 */
final class Passage implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
  private static final Pattern ASKED =
      Pattern.compile("CONNECT (\\[[0-9A-Fa-f:.]+]|[^:\\s]+):([0-9]{1,5}) HTTP/1\\.1\r\n(?s:.*)");
  private static final int MOST_HEAD = 8 * 1024;
  private static final int MOST_CONNECTIONS = 20;
  private static final int BUFFER = 16 * 1024;

  /** Before the passage listens again after it could not; doubles each time. */
  private static final long FIRST_PAUSE_MILLIS = 100;

  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final SessionProxy proxy;
  private final Duration limit;
  private final String word;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asking = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable ProxyException refusal;

  private Passage(SessionProxy proxy, Duration limit, ServerSocket listener) {
    this.proxy = proxy;
    this.limit = limit;
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    // Of another kind than Basic, which Java's client holds back.
    word = "Bearer " + HexFormat.of().formatHex(random);
    this.listener = listener;
  }

  /**
   * Listens on any free port of the loopback interface, until it is closed.
   *
   * @param limit for each step on the way through the proxy
   */
  static Passage to(SessionProxy proxy, Duration limit) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    return to(proxy, limit, new ServerSocket(0, MOST_CONNECTIONS, here));
  }

  /** Listens there, and closes it at the end. */
  static Passage to(SessionProxy proxy, Duration limit, ServerSocket listener) {
    Passage made = new Passage(proxy, limit, listener);
    start(made::listen);
    return made;
  }

  /** Where it is; unresolved, as Java's client wants it. */
  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(
        listener.getInetAddress().getHostAddress(), listener.getLocalPort());
  }

  /** What the client has to say as {@code Proxy-Authorization}. */
  String word() {
    return word;
  }

  /** Why the last connection did not come through, or still does not, as far as that is known. */
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
          LOG.info("The passage to the proxy {} takes connections again", proxy);
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

  /** Waits a while, for the next attempt may fail at once as well: too many files may be open. */
  private void failed(int before, IOException failure) {
    if (listener.isClosed()) {
      return;
    }
    if (before == 0) {
      LOG.warn(
          "The passage to the proxy {} takes no connection, and tries again until it does: {}",
          proxy,
          failure.getMessage());
    }
    long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, 16), LONGEST_PAUSE_MILLIS);
    try {
      if (closed.await(pause, TimeUnit.MILLISECONDS)) {
        LOG.debug("The passage to the proxy {} was closed while it waited", proxy);
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
      if (!asked.matches() || !asked.group().contains("Proxy-Authorization: " + word + "\r\n")) {
        answer(client, "407 Not for you");
        return;
      }
      if (!lead(there, asked.group(1).replaceAll("[\\[\\]]", ""), port(asked))) {
        answer(client, "502 The proxy does not lead there");
        return;
      }
      answer(client, "200 Go on");
      client.setSoTimeout(0);
      there.setSoTimeout(0);
      start(() -> copy(there, client));
      copy(client, there);
    } catch (IOException e) {
      LOG.debug("A way through the proxy {} ended: {}", proxy, e.getMessage());
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

  /** Through the empty line; reads no byte too many. */
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

  /** One way; at its end the other one ends too. */
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
      LOG.debug("A way through the proxy ended: {}", e.getMessage());
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "kuralink-http-passage");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends what goes through it. */
  @Override
  public void close() {
    shut(listener);
    closed.countDown();
    open.forEach(Passage::shut);
  }

  private static void shut(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      LOG.debug("A way through the proxy is not closed: {}", e.getMessage());
    }
  }
}
