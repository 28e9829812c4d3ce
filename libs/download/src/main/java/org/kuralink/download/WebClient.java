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
import org.kuralink.download.proxy.ProxyException;
import org.kuralink.download.proxy.ProxyHandshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 client that opens one connection for each request and enforces a time limit from the
 * name lookup to the last byte. It follows no redirects and decompresses nothing. It uses the
 * session's proxy if one is configured, else the proxy settings of the Java runtime. Whatever a
 * server does, and at whatever step, the caller's thread returns at the deadline or when it is
 * interrupted.
 *
 * <p>The client keeps no thread. It looks up a name on a daemon {@code kuralink-lookup} that ends
 * with the lookup, because Java cannot cancel a lookup; at most four run at a time. Any thread may
 * call.
 */
public final class WebClient {

  private static final Logger LOG = LoggerFactory.getLogger(WebClient.class);
  private static final int LOOKUPS = 4;
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

  private final Lookup lookup;
  private final Proxies sessionProxy;
  private final ProxySelector proxies;
  private final Semaphore lookups = new Semaphore(LOOKUPS);

  /** Creates a client that looks up names as the Java runtime does. */
  public WebClient(Proxies sessionProxy) {
    this(InetAddress::getAllByName, sessionProxy);
  }

  /** Creates a client with its own name lookup. */
  public WebClient(Lookup lookup, Proxies sessionProxy) {
    this(lookup, sessionProxy, new RuntimeProxies());
  }

  WebClient(Lookup lookup, Proxies sessionProxy, ProxySelector proxies) {
    this.lookup = lookup;
    this.sessionProxy = sessionProxy;
    this.proxies = proxies;
  }

  /**
   * Sends a request; returns when the status and the headers of the response have arrived.
   *
   * @param trusted the trust configurations for TLS, tried in this order; the server must be
   *     trusted by one of them. If none trusts it, the first failure has the others as suppressed
   *     exceptions. Not used for http
   * @throws DeadlineExceededException if the time limit is over
   * @throws ProxyException if the session's proxy does not connect to the server, also at the
   *     deadline
   * @throws IOException if there is no response: of the classes of {@code java.net} and {@code
   *     javax.net.ssl}, as Java's own clients throw them
   */
  public WebExchange ask(WebRequest request, List<ServerTrust> trusted, TimeLimit limit)
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

  private WebExchange askSecurely(WebRequest request, List<ServerTrust> trusted, TimeLimit limit)
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

  private WebExchange askTrusting(ServerTrust trust, WebRequest request, TimeLimit limit)
      throws IOException, InterruptedException {
    if (!TlsHostName.isSupportedByJava(request.address())) {
      try {
        return ask(secure(trust, request.address(), limit, true), request);
      } catch (SSLException e) {
        // Some servers, for example those in Java, close the connection on such a name.
        LOG.debug("{}: retrying without the server name: {}", request.address(), e.getMessage());
      }
    }
    return ask(secure(trust, request.address(), limit, false), request);
  }

  private WebExchange secure(ServerTrust trust, WebAddress address, TimeLimit limit, boolean named)
      throws IOException, InterruptedException {
    SSLContext context = trust.context();
    WebExchange connection = connect(address, limit);
    try {
      connection.secure(context, trust.parameters(), named);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static WebExchange ask(WebExchange exchange, WebRequest request) throws IOException {
    try {
      exchange.send(request);
      return exchange;
    } catch (IOException | RuntimeException e) {
      exchange.close();
      throw e;
    }
  }

  private WebExchange connect(WebAddress address, TimeLimit limit)
      throws IOException, InterruptedException {
    Optional<SessionProxy> proxyOfSession = sessionProxy.find();
    if (proxyOfSession.isPresent()) {
      return proxyOfSession.get().leadsTo(address.host())
          ? connect(address, proxyOfSession.get(), limit)
          : connect(address, address.host(), address.port(), limit);
    }
    Proxy proxy = proxy(address);
    if (proxy.type() == Proxy.Type.SOCKS) {
      InetSocketAddress there = InetSocketAddress.createUnresolved(address.host(), address.port());
      return WebExchange.open(address, there, proxy, limit);
    }
    if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress at) {
      WebExchange connection = connect(address, at.getHostString(), at.getPort(), limit);
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

  /** Connects through the session's proxy; the message of each failure names the proxy. */
  private WebExchange connect(WebAddress address, SessionProxy proxy, TimeLimit limit)
      throws IOException, InterruptedException {
    WebExchange connection;
    try {
      connection = connect(address, proxy.host(), proxy.port(), limit);
    } catch (IOException e) {
      throw limit.left().isZero()
          ? ProxyHandshake.timeout(proxy)
          : ProxyHandshake.unreachable(proxy, e);
    }
    try {
      connection.pass(proxy);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      if (limit.left().isZero()) {
        throw ProxyHandshake.timeout(proxy);
      }
      throw e;
    }
  }

  /** Connects to the first address of the host that accepts the connection. */
  private WebExchange connect(WebAddress address, String host, int port, TimeLimit limit)
      throws IOException, InterruptedException {
    IOException failure = new UnknownHostException(host);
    for (InetAddress at : find(host, limit)) {
      limit.check();
      try {
        return WebExchange.open(address, new InetSocketAddress(at, port), null, limit);
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
      throw new UnknownHostException(LOOKUPS + " name lookups are already hanging");
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

  /** The proxy configuration of a session, read before each connection. */
  @FunctionalInterface
  public interface Proxies {

    /**
     * Returns the session's current proxy; empty if none is configured.
     *
     * @throws IOException if the configuration is not known at present
     */
    Optional<SessionProxy> find() throws IOException;
  }

  /** Looks up the addresses of a host; may block. */
  @FunctionalInterface
  public interface Lookup {

    /** Returns one or more addresses. */
    InetAddress[] find(String host) throws IOException;
  }

  /** The current proxy settings of the Java runtime. */
  private static final class RuntimeProxies extends ProxySelector {

    @Override
    public List<Proxy> select(URI uri) {
      ProxySelector present = ProxySelector.getDefault();
      return present == null ? List.of() : present.select(uri);
    }

    @Override
    public void connectFailed(URI uri, java.net.SocketAddress at, IOException failure) {
      // Only one proxy is ever tried.
      return;
    }
  }
}
