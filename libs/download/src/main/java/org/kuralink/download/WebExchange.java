/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.proxy.ProxyHandshake;

/**
 * One HTTP/1.1 request and its response over a connection of its own (RFC 9112). {@link WebClient}
 * returns it when the status and the headers of the response have arrived; the body is read on
 * demand. The time limit closes the connection at its end, whatever operation is in progress; so
 * does an interrupt of the thread that uses it. For one thread. The caller closes it, which closes
 * the connection.
 */
public final class WebExchange implements Closeable {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(?:;.*)?");
  private static final int MAX_HEAD = 64 * 1024;
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final WebAddress address;
  private final TimeLimit limit;
  private final Socket raw;
  private final TimeLimit.Watch watch;
  private final Map<String, String> headers = new HashMap<>();
  private Socket socket;
  private InputStream in = InputStream.nullInputStream();
  private int status;
  private int headBytes;

  /** Whether a proxy for HTTP forwards the request itself, without a tunnel. */
  private boolean forwarded;

  private @Nullable SessionProxy forwarding;

  private WebExchange(WebAddress address, TimeLimit limit, Socket raw) {
    this.address = address;
    this.limit = limit;
    this.raw = raw;
    this.socket = raw;
    this.watch = limit.closing(raw);
  }

  /**
   * Opens the connection, without TLS.
   *
   * @param at the resolved address of the server or of its proxy
   * @param socks a SOCKS proxy that Java's own socket uses, or null
   */
  static WebExchange open(
      WebAddress address, InetSocketAddress at, @Nullable Proxy socks, TimeLimit limit)
      throws IOException {
    Socket raw = socks == null ? SocketChannel.open().socket() : new Socket(socks);
    WebExchange exchange = new WebExchange(address, limit, raw);
    try {
      raw.setTcpNoDelay(true);
      raw.connect(at, limit.silenceMillis());
      raw.setSoTimeout(limit.silenceMillis());
      return exchange;
    } catch (IOException | RuntimeException e) {
      exchange.close();
      throw e;
    }
  }

  /** Goes on through the session's proxy, to which the connection leads. */
  void pass(SessionProxy proxy) throws IOException {
    forwarded = !address.secure() && proxy.kind() == SessionProxy.Kind.HTTP;
    if (forwarded) {
      forwarding = proxy;
    } else {
      ProxyHandshake.pass(proxy, raw, address.host(), address.port());
    }
  }

  /** Goes on through an HTTP proxy of the Java runtime, to which the connection leads. */
  void tunnel() throws IOException {
    forwarded = !address.secure();
    if (forwarded) {
      return;
    }
    String target = address.host().indexOf(':') < 0 ? address.host() : "[" + address.host() + "]";
    String there = target + ":" + address.port();
    write("CONNECT " + there + " HTTP/1.1\r\nHost: " + there + "\r\n\r\n");
    // Unbuffered: the bytes after the head belong to TLS.
    readResponse(raw.getInputStream());
    if (status / 100 != 2) {
      throw new IOException("the proxy answers with status " + status);
    }
  }

  /**
   * Starts TLS and authenticates the server.
   *
   * @param named whether to send the server a host name that Java itself does not send
   */
  void secure(SSLContext context, SSLParameters parameters, boolean named) throws IOException {
    String host = address.host();
    SSLSocket tls =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(raw, host, address.port(), /* autoClose= */ true);
    boolean byJava = TlsHostName.isSupportedByJava(address);
    if (!byJava) {
      parameters.setEndpointIdentificationAlgorithm(null);
      parameters.setServerNames(named ? List.of(TlsHostName.indication(host)) : List.of());
    }
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    if (!byJava) {
      TlsHostName.check(tls.getSession().getPeerCertificates()[0], host);
    }
    socket = tls;
  }

  /** Sends the request and reads the status and the headers of the response. */
  void send(WebRequest request) throws IOException {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(request.method()).append(' ');
    head.append(forwarded ? address.text() : address.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(address.authority()).append("\r\n");
    if (forwarding != null) {
      head.append(ProxyHandshake.authorization(forwarding));
    }
    head.append("Connection: close\r\nAccept: */*\r\nAccept-Encoding: identity\r\n");
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    if (!request.method().equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    write(head.append("\r\n").append(request.body()).toString());
    readResponse(new BufferedInputStream(socket.getInputStream()));
    if (forwarding != null && status == PROXY_AUTHENTICATION_REQUIRED) {
      throw ProxyHandshake.unauthorized(forwarding);
    }
  }

  private void write(String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Returns the status code of the response. */
  public int status() {
    return status;
  }

  /** Returns a header by its name in any case; the first of several with this name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns the number of bytes of the body; -1 if the server does not announce it. */
  public long length() throws IOException {
    String text = headers.get("content-length");
    if (text == null || isChunked()) {
      return -1;
    }
    if (!LENGTH.matcher(text).matches()) {
      throw new ProtocolException("the server sends a length that is no number");
    }
    return Long.parseLong(text);
  }

  /**
   * Returns the body as a stream. Its read methods fail if the server stops before the end or the
   * time limit is over.
   */
  public InputStream body() throws IOException {
    return status == 204 || status == 304 ? InputStream.nullInputStream() : new Body(length());
  }

  /**
   * Reads the whole body.
   *
   * @throws ProtocolException if it has more than {@code most} bytes
   */
  public byte[] bytes(int most) throws IOException {
    byte[] bytes = body().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new ProtocolException("the answer has more than " + most + " bytes");
    }
    return bytes;
  }

  /** Closes the connection without the closing messages of TLS, which the peer may not read. */
  @Override
  public void close() throws IOException {
    watch.stop();
    raw.close();
  }

  private boolean isChunked() {
    String coding = headers.getOrDefault("transfer-encoding", "");
    return coding.toLowerCase(Locale.ROOT).endsWith("chunked");
  }

  private void readResponse(InputStream from) throws IOException {
    in = from;
    headBytes = 0;
    do {
      readHead();
    } while (status >= 100 && status < 200);
  }

  private void readHead() throws IOException {
    Matcher line = STATUS.matcher(readLine());
    if (!line.matches()) {
      throw new ProtocolException("the server does not speak HTTP");
    }
    status = Integer.parseInt(line.group(1));
    headers.clear();
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        String name = header.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = header.substring(colon + 1).strip();
        String former = headers.putIfAbsent(name, value);
        if (former != null && name.equals("content-length") && !former.equals(value)) {
          throw new ProtocolException("the server sends two lengths");
        }
      }
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    for (readByte(one); one[0] != '\n'; readByte(one)) {
      if (++headBytes > MAX_HEAD) {
        throw new ProtocolException("the server sends more than " + MAX_HEAD + " bytes of headers");
      }
      line.append((char) (one[0] & 0xff));
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  private void readByte(byte[] one) throws IOException {
    if (read(one, 0, 1) < 0) {
      throw new EOFException("the server closed the connection before it had answered");
    }
  }

  private int read(byte[] bytes, int offset, int count) throws IOException {
    limit.check();
    try {
      return in.read(bytes, offset, count);
    } catch (IOException e) {
      limit.check();
      throw e;
    }
  }

  /** The body: of the announced length, in chunks, or up to the end of the connection. */
  private final class Body extends InputStream {

    private final long length;
    private final boolean chunked = isChunked();
    private long left;
    private boolean ended;

    Body(long length) {
      this.length = length;
      this.left = chunked ? 0 : length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (chunked && left == 0 && !ended) {
        beginChunk();
      }
      if (ended || left == 0) {
        return -1;
      }
      int came = WebExchange.this.read(bytes, offset, (int) Math.min(count, left));
      if (came < 0) {
        ended = true;
        if (chunked || length >= 0) {
          throw new EOFException(
              chunked
                  ? "the server stopped within a chunk"
                  : "the server stopped after " + (length - left) + " of " + length + " bytes");
        }
        return -1;
      }
      left -= came;
      if (chunked && left == 0 && !readLine().isEmpty()) {
        throw new ProtocolException("the server sends a longer chunk than it announced");
      }
      return came;
    }

    private void beginChunk() throws IOException {
      headBytes = 0;
      Matcher chunk = CHUNK.matcher(readLine());
      if (!chunk.matches()) {
        throw new ProtocolException("the server sends a chunk without its length");
      }
      left = Long.parseLong(chunk.group(1), 16);
      if (left == 0) {
        ended = true;
        String trailer = readLine();
        while (!trailer.isEmpty()) {
          trailer = readLine();
        }
      }
    }
  }
}
