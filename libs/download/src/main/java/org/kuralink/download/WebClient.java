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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.proxy.ProxyDoor;
import org.kuralink.download.proxy.ProxyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks servers over HTTP/1.1, one connection a request, each within its time limit from the look-up
 * of the name to the last byte. Redirects are not followed, nothing is decompressed. The way leads
 * through the session's proxy; where there is none, through what the Java runtime is told to use.
 * Whatever a server does, and in whatever step, the caller's thread comes back at the limit or when
 * it is interrupted.
 *
 * <p>Keeps no thread: only the name is looked up on a daemon {@code kuralink-lookup}, because Java
 * cannot end that; it ends with the look-up, and there are four at most. Any thread may call.
 */
public final class WebClient {

  private static final Logger LOG = LoggerFactory.getLogger(WebClient.class);
  private static final int LOOKUPS = 4;
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

  private final Lookup lookup;
  private final Proxies own;
  private final ProxySelector proxies;
  private final Semaphore lookups = new Semaphore(LOOKUPS);

  /** Looks names up as the Java runtime does. */
  public WebClient(Proxies own) {
    this(InetAddress::getAllByName, own);
  }

  /** Looks names up in a way of its own. */
  public WebClient(Lookup lookup, Proxies own) {
    this(lookup, own, new RuntimeProxies());
  }

  WebClient(Lookup lookup, Proxies own, ProxySelector proxies) {
    this.lookup = lookup;
    this.own = own;
    this.proxies = proxies;
  }

  /**
   * Asks a server; returns when the head of its answer has come.
   *
   * @param trusted of whom one has to trust the server, asked in this order; not asked for http. If
   *     none does, the first failure has those of the others suppressed
   * @throws OutOfTimeException if the time is over
   * @throws ProxyException if the session's proxy does not lead there, also when the time is over
   * @throws IOException if there is no answer: of the classes of {@code java.net} and {@code
   *     javax.net.ssl}, as Java's own clients throw them
   */
  public WebAnswer ask(WebRequest request, List<ServerTrust> trusted, TimeLimit limit)
      throws IOException, InterruptedException {
    try {
      limit.check();
      return request.address().secure()
          ? askSecurely(request, trusted, limit)
          : ask(connect(request.address(), limit), request);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!(e instanceof ProxyException)) {
        limit.check();
      }
      throw e;
    }
  }

  private WebAnswer askSecurely(WebRequest request, List<ServerTrust> trusted, TimeLimit limit)
      throws IOException, InterruptedException {
    IOException refused = null;
    for (ServerTrust trust : trusted) {
      try {
        return askTrusting(trust, request, limit);
      } catch (SSLException | ServerTrustException e) {
        if (refused == null) {
          refused = e;
        } else {
          refused.addSuppressed(e);
        }
      }
    }
    throw refused == null ? new SSLHandshakeException("nobody is trusted") : refused;
  }

  private WebAnswer askTrusting(ServerTrust trust, WebRequest request, TimeLimit limit)
      throws IOException, InterruptedException {
    if (!WebConnection.hasPlainHost(request.address())) {
      try {
        return ask(secure(trust, request.address(), limit, true), request);
      } catch (SSLException e) {
        // There are servers that hang up on such a name, those in Java among them.
        LOG.debug("{} is asked again without its name: {}", request.address(), e.getMessage());
      }
    }
    return ask(secure(trust, request.address(), limit, false), request);
  }

  private WebConnection secure(
      ServerTrust trust, WebAddress address, TimeLimit limit, boolean named)
      throws IOException, InterruptedException {
    SSLContext context = trust.context();
    WebConnection connection = connect(address, limit);
    try {
      connection.secure(context, trust.parameters(), named);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static WebAnswer ask(WebConnection connection, WebRequest request) throws IOException {
    try {
      return connection.ask(request);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private WebConnection connect(WebAddress address, TimeLimit limit)
      throws IOException, InterruptedException {
    Optional<SessionProxy> told = own.find();
    if (told.isPresent()) {
      return told.get().leadsTo(address.host())
          ? connect(address, told.get(), limit)
          : connect(address, address.host(), address.port(), limit);
    }
    Proxy proxy = proxy(address);
    if (proxy.type() == Proxy.Type.SOCKS) {
      InetSocketAddress there = InetSocketAddress.createUnresolved(address.host(), address.port());
      return WebConnection.open(address, there, proxy, limit);
    }
    if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress at) {
      WebConnection connection = connect(address, at.getHostString(), at.getPort(), limit);
      try {
        connection.tunnel();
        return connection;
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }
    return connect(address, address.host(), address.port(), limit);
  }

  /** Whatever goes wrong on this way is told in words that name the proxy. */
  private WebConnection connect(WebAddress address, SessionProxy proxy, TimeLimit limit)
      throws IOException, InterruptedException {
    WebConnection connection;
    try {
      connection = connect(address, proxy.host(), proxy.port(), limit);
    } catch (IOException e) {
      throw limit.left().isZero() ? ProxyDoor.late(proxy) : ProxyDoor.unreachable(proxy, e);
    }
    try {
      connection.pass(proxy);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      if (limit.left().isZero()) {
        throw ProxyDoor.late(proxy);
      }
      throw e;
    }
  }

  /** To the first of its addresses that takes the connection. */
  private WebConnection connect(WebAddress address, String host, int port, TimeLimit limit)
      throws IOException, InterruptedException {
    IOException failure = new UnknownHostException(host);
    for (InetAddress at : find(host, limit)) {
      limit.check();
      try {
        return WebConnection.open(address, new InetSocketAddress(at, port), null, limit);
      } catch (IOException e) {
        failure = e;
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    }
    throw failure;
  }

  private Proxy proxy(WebAddress address) {
    List<Proxy> found = proxies.select(URI.create(address.toString()));
    return found == null || found.isEmpty() ? Proxy.NO_PROXY : found.get(0);
  }

  private InetAddress[] find(String host, TimeLimit limit)
      throws IOException, InterruptedException {
    if (NUMERIC.matcher(host).matches()) {
      return lookup.find(host);
    }
    if (!lookups.tryAcquire()) {
      throw new UnknownHostException(LOOKUPS + " look-ups of names hang already");
    }
    FutureTask<InetAddress[]> task =
        new FutureTask<>(() -> lookup.find(host)) {
          @Override
          public void run() {
            try {
              super.run();
            } finally {
              lookups.release();
            }
          }
        };
    Thread thread = new Thread(task, "kuralink-lookup");
    thread.setDaemon(true);
    try {
      thread.start();
      return task.get(limit.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (OutOfMemoryError e) {
      lookups.release();
      throw new IOException("this system has no thread left", e);
    } catch (TimeoutException e) {
      throw limit.over();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    }
  }

  /** What stands between the session that is spoken for and its servers; asked each time. */
  @FunctionalInterface
  public interface Proxies {

    /**
     * The proxy at this moment; none if there is none.
     *
     * @throws IOException if that is not known now
     */
    Optional<SessionProxy> find() throws IOException;
  }

  /** Finds the addresses of a host; may take its time. */
  @FunctionalInterface
  public interface Lookup {

    /** One or more addresses. */
    InetAddress[] find(String host) throws IOException;
  }

  /** What the Java runtime is told at that moment. */
  private static final class RuntimeProxies extends ProxySelector {

    @Override
    public List<Proxy> select(URI uri) {
      ProxySelector present = ProxySelector.getDefault();
      return present == null ? List.of() : present.select(uri);
    }

    @Override
    public void connectFailed(URI uri, java.net.SocketAddress at, IOException failure) {
      // Only one proxy is ever asked.
      return;
    }
  }
}
