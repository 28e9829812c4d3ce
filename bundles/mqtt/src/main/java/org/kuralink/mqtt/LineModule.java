/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineSettings;
import org.kuralink.download.proxy.ProxyHandshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network connection below MQTT: TCP with TCP_NODELAY, with TLS and WebSocket as the scheme
 * requires. Paho's own network modules cannot be closed while a thread writes, lose their position
 * in a WebSocket frame that arrives slowly, and do not set TCP_NODELAY; this module is closed by
 * closing its socket.
 */
final class LineModule implements NetworkModule {

  private static final Logger LOG = LoggerFactory.getLogger(LineModule.class);
  private static final int EACH_TOLD = 10;
  private static final int EACH_TOLD_LATER = 1000;

  /** Paho reads each header byte by byte. */
  private static final int BUFFER = 16 * 1024;

  private final URI server;
  private final String host;
  private final int port;
  private final LineSettings settings;
  private final LineThreads threads;
  private final PahoBypass bypass;
  private volatile String step = "connecting";
  private volatile @Nullable LineWatch watch;
  private @Nullable Socket raw;
  private volatile @Nullable PacketInput input;
  private @Nullable OutputStream output;
  private boolean cut;

  /** Owned by the reading thread. */
  private long drops;

  LineModule(URI server, LineSettings settings, LineThreads threads, PahoBypass bypass) {
    this.bypass = bypass;
    this.server = server;
    String authority = server.getRawAuthority();
    int colon = authority.lastIndexOf(':');
    String name = authority.substring(0, colon);
    this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    this.port = Integer.parseInt(authority.substring(colon + 1));
    this.settings = settings;
    this.threads = threads;
  }

  /** Reports received and sent data to this watch. */
  void watchedBy(LineWatch newWatch) {
    watch = newWatch;
  }

  /** Returns the exception for an attempt that takes too long. */
  LineException tooSlow() {
    return new LineException(
        SessionFault.Cause.TIMEOUT,
        server.getRawAuthority()
            + " did not accept the log-in within "
            + settings.limits().connect().toSeconds()
            + " s; the attempt hung while "
            + step);
  }

  /** Returns the exception for a link without data from the platform. */
  LineException silent() {
    return new LineException(
        SessionFault.Cause.HALF_OPEN,
        "no data from the platform for longer than the keep-alive time of "
            + settings.limits().keepAlive().toSeconds()
            + " s; the link is dead");
  }

  /** Returns the exception for a link on which no message is confirmed. */
  LineException mute(int messages) {
    return new LineException(
        SessionFault.Cause.HALF_OPEN,
        "the platform has confirmed none of " + messages + " messages; the link is unusable");
  }

  /** Returns whether the session was present at the platform, once it has accepted the log-in. */
  Optional<Boolean> sessionPresent() {
    PacketInput packets = input;
    return packets == null ? Optional.empty() : packets.sessionPresent();
  }

  @Override
  public void start() throws IOException {
    int limit = (int) settings.limits().connect().toMillis();
    String scheme = server.getScheme();
    SSLSocketFactory sockets =
        scheme.equals("ssl") || scheme.equals("wss") ? trustedSockets() : null;
    step = "looking up the host name and connecting";
    Socket tcp = newSocket();
    connect(tcp, limit);
    Socket line = tcp;
    if (sockets != null) {
      step = "negotiating TLS";
      line = secure(tcp, sockets);
    }
    InputStream in = new BufferedInputStream(line.getInputStream(), BUFFER);
    OutputStream out = line.getOutputStream();
    if (scheme.startsWith("ws")) {
      step = "upgrading to WebSocket";
      WebSocketFrames webSocket = WebSocketFrames.open(in, out, host, port);
      in = webSocket.input();
      out = webSocket.output();
    }
    step = "waiting for CONNACK";
    tcp.setSoTimeout(0);
    input = new PacketInput(new WatchedInput(in), this::packetBegins, this::dropped, bypass);
    output = new WatchedOutput(out);
  }

  private void packetBegins() {
    LineWatch told = watch;
    if (told != null) {
      told.begins();
    }
  }

  /**
   * Logs a dropped message; limited, so that a server that sends only such messages does not flood
   * the log.
   */
  private void dropped(String reason) {
    long count = ++drops;
    if (count <= EACH_TOLD || count % EACH_TOLD_LATER == 0) {
      LOG.warn(
          "{}: dropped a message, the {}th of this link: {}",
          server.getRawAuthority(),
          count,
          reason);
    }
  }

  private void connect(Socket tcp, int limit) throws IOException {
    SessionProxy proxy = settings.proxy().filter(one -> one.leadsTo(host)).orElse(null);
    if (proxy == null) {
      tcp.connect(new InetSocketAddress(host, port), limit);
      tcp.setSoTimeout(limit);
      return;
    }
    step = "connecting to the proxy " + proxy;
    try {
      tcp.connect(new InetSocketAddress(proxy.host(), proxy.port()), limit);
    } catch (IOException e) {
      throw ProxyHandshake.unreachable(proxy, e);
    }
    tcp.setSoTimeout(limit);
    step = "requesting a connection from the proxy " + proxy;
    ProxyHandshake.pass(proxy, tcp, host, port);
  }

  private synchronized Socket newSocket() throws IOException {
    if (cut) {
      throw new SocketException("closed");
    }
    // The configuration decides about proxies, not the system properties of Java.
    Socket socket = new Socket(Proxy.NO_PROXY);
    socket.setTcpNoDelay(true);
    raw = socket;
    return socket;
  }

  /** Called before the connection, so that errors of the trust configuration need no connection. */
  private SSLSocketFactory trustedSockets() throws IOException {
    return settings.trust().context().getSocketFactory();
  }

  private Socket secure(Socket tcp, SSLSocketFactory sockets) throws IOException {
    SSLSocket tls = (SSLSocket) sockets.createSocket(tcp, host, port, true);
    tls.setSSLParameters(settings.trust().parameters());
    tls.startHandshake();
    return tls;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return open(input);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return open(output);
  }

  private static <T> T open(@Nullable T stream) throws IOException {
    if (stream == null) {
      throw new SocketException("not open");
    }
    return stream;
  }

  /** Closes the socket without waiting, even while other threads use it. */
  @Override
  public synchronized void stop() throws IOException {
    cut = true;
    if (raw != null) {
      raw.close();
    }
  }

  @Override
  public String getServerURI() {
    return server.toString();
  }

  private final class WatchedInput extends FilterInputStream {

    WatchedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      threads.awaitStarted();
      return seen(in.read());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      threads.awaitStarted();
      return seen(in.read(buffer, offset, length));
    }

    @Override
    public int available() throws IOException {
      threads.awaitStarted();
      return in.available();
    }

    private int seen(int result) {
      LineWatch told = watch;
      if (result >= 0 && told != null) {
        told.received();
      }
      return result;
    }
  }

  private final class WatchedOutput extends FilterOutputStream {

    WatchedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
      LineWatch told = watch;
      if (told != null) {
        told.sent();
      }
    }
  }
}
