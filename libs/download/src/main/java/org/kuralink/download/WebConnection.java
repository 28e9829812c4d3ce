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
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.proxy.ProxyDoor;

/**
 * One connection for one request. The time limit closes it under whatever is done with it; so does
 * an interrupt of the thread that uses it. For one thread.
 */
final class WebConnection implements Closeable {

  /** With this begins what is said of a certificate that names another host. */
  static final String NO_NAME = "No name of the certificate ";

  private static final int DNS_NAME = 2;
  private static final int AUTHENTICATE = 407;

  private final WebAddress address;
  private final TimeLimit limit;
  private final Socket raw;
  private final TimeLimit.Watch watch;
  private Socket socket;
  private boolean viaProxy;
  private @Nullable SessionProxy asked;

  private WebConnection(WebAddress address, TimeLimit limit, Socket raw) {
    this.address = address;
    this.limit = limit;
    this.raw = raw;
    this.socket = raw;
    this.watch = limit.closing(raw);
  }

  /**
   * Connects, as yet without TLS.
   *
   * @param at where; resolved
   * @param socks a proxy of that kind, which Java's own socket speaks to, or none
   */
  static WebConnection open(
      WebAddress address, InetSocketAddress at, @Nullable Proxy socks, TimeLimit limit)
      throws IOException {
    Socket raw = socks == null ? SocketChannel.open().socket() : new Socket(socks);
    WebConnection connection = new WebConnection(address, limit, raw);
    try {
      raw.setTcpNoDelay(true);
      raw.connect(at, limit.silenceMillis());
      raw.setSoTimeout(limit.silenceMillis());
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Whether Java's own classes take the host for one of the internet. */
  static boolean hasPlainHost(WebAddress address) {
    return address.host().indexOf('_') < 0;
  }

  /** Has a session's proxy at the other end that is to lead to the address. */
  void pass(SessionProxy proxy) throws IOException {
    viaProxy = !address.secure() && proxy.kind() == SessionProxy.Kind.HTTP;
    if (viaProxy) {
      asked = proxy;
    } else {
      ProxyDoor.pass(proxy, raw, address.host(), address.port());
    }
  }

  /** Has a proxy for HTTP at the other end that is to lead to the address. */
  void tunnel() throws IOException {
    viaProxy = !address.secure();
    if (viaProxy) {
      return;
    }
    String target = address.host().indexOf(':') < 0 ? address.host() : "[" + address.host() + "]";
    String there = target + ":" + address.port();
    write("CONNECT " + there + " HTTP/1.1\r\nHost: " + there + "\r\n\r\n");
    // Unbuffered: what comes behind the head belongs to TLS.
    int status = WebAnswer.read(raw.getInputStream(), limit, raw).status();
    if (status / 100 != 2) {
      throw new IOException("the proxy answers with status " + status);
    }
  }

  /**
   * Goes on with TLS; when this returns it is certain who is at the other end.
   *
   * @param named whether a host that Java has no name for is told to the server all the same
   */
  void secure(SSLContext context, SSLParameters parameters, boolean named) throws IOException {
    String host = address.host();
    SSLSocket tls =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(raw, host, address.port(), /* autoClose= */ true);
    if (!hasPlainHost(address)) {
      // Java neither tells such a name nor compares it; both is done here instead.
      parameters.setEndpointIdentificationAlgorithm(null);
      parameters.setServerNames(named ? List.of(new ToldHost(host)) : List.of());
    }
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    if (!hasPlainHost(address)) {
      checkName(tls.getSession().getPeerCertificates()[0], host);
    }
    socket = tls;
  }

  /** Sends a request and reads the head of its answer, which owns the connection from then on. */
  WebAnswer ask(WebRequest request) throws IOException {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(request.method()).append(' ');
    head.append(viaProxy ? address.text() : address.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(address.authority()).append("\r\n");
    if (asked != null) {
      head.append(ProxyDoor.authorization(asked));
    }
    head.append("Connection: close\r\nAccept: */*\r\nAccept-Encoding: identity\r\n");
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    if (!request.method().equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    write(head.append("\r\n").append(request.body()).toString());
    WebAnswer answer =
        WebAnswer.read(new BufferedInputStream(socket.getInputStream()), limit, this);
    if (asked != null && answer.status() == AUTHENTICATE) {
      throw ProxyDoor.stranger(asked);
    }
    return answer;
  }

  /** Without a word to the other end, which might not listen. */
  @Override
  public void close() throws IOException {
    watch.stop();
    raw.close();
  }

  private void write(String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void checkName(Certificate certificate, String host) throws IOException {
    if (!(certificate instanceof X509Certificate x509) || !names(x509, host)) {
      throw new SSLHandshakeException(NO_NAME + "is " + host);
    }
  }

  private static boolean names(X509Certificate certificate, String host) throws IOException {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .anyMatch(name -> isNamed(String.valueOf(name.get(1)), host));
    } catch (CertificateParsingException e) {
      throw new SSLHandshakeException(NO_NAME + "can be read");
    }
  }

  /** By RFC 6125: a star stands for the whole first label and for that only. */
  private static boolean isNamed(String name, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    String named = name.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return named.equals(wanted)
        || named.startsWith("*.")
            && named.indexOf('.', 2) > 0
            && dot > 0
            && named.substring(1).equals(wanted.substring(dot));
  }

  /** A host as TLS tells it to a server, whatever its characters (RFC 6066, 3). */
  private static final class ToldHost extends SNIServerName {

    ToldHost(String host) {
      super(StandardConstants.SNI_HOST_NAME, host.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
