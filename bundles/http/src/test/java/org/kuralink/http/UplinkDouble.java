/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.kuralink.login.TestCertificates;

/**
 * A double of the platform's HTTPS service that a test controls by byte, with a thread per
 * connection.
 */
final class UplinkDouble implements AutoCloseable {

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket listener;

  /** What becomes of a message; a log-in is answered with tok-1, tok-2 ... */
  volatile Function<Request, String> messages = request -> ok();

  volatile Function<Request, String> logins =
      request -> json("{\"code\":0,\"info\":{\"token\":\"tok-" + tokens.incrementAndGet() + "\"}}");

  /** What is agreed upon in TLS of what a client offers; empty for nothing. */
  volatile String protocol = "";

  /** How long it waits after each byte of an answer. */
  volatile Duration pause = Duration.ZERO;

  /** What the last client offered. */
  volatile List<String> offered = List.of();

  record Request(String line, Map<String, String> headers, byte[] body) {

    String path() {
      return line.split(" ")[1];
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String token() {
      return headers.getOrDefault("password", "");
    }
  }

  /** How many bytes of an answer it sends before it hangs up; all of them if negative. */
  volatile int cutBehind = -1;

  UplinkDouble(String certificate) throws Exception {
    listener =
        TestCertificates.shared()
            .server(certificate)
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  static String ok() {
    return json(
        "{\"code\":0,\"message\":\"success\",\"info\":{\"messageId\":892687627916247040,\"data\":\"\"}}");
  }

  static String code(int code) {
    return json("{\"code\":" + code + ",\"message\":\"words\"}");
  }

  static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  List<Request> to(String path) {
    return requests.stream().filter(one -> one.path().startsWith(path)).toList();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.add(socket);
        ((SSLSocket) socket).setHandshakeApplicationProtocolSelector(this::agree);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private String agree(SSLSocket socket, List<String> protocols) {
    offered = List.copyOf(protocols);
    return protocols.contains(protocol) ? protocol : "";
  }

  /**
   * An answer that ends with an empty line, or says so, closes the connection after it; an empty
   * one is none at all.
   */
  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      for (Request request = read(in); request != null; request = read(in)) {
        requests.add(request);
        String answer =
            request.path().equals("/auth") ? logins.apply(request) : messages.apply(request);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        int cut = cutBehind;
        if (cut >= 0) {
          send(Arrays.copyOf(bytes, cut), out);
          return;
        }
        send(bytes, out);
        if (answer.endsWith("\n\n") || answer.contains("\r\nConnection: close\r\n")) {
          return;
        }
      }
    } catch (IOException e) {
      return;
    }
  }

  private void send(byte[] answer, OutputStream out) throws IOException {
    int piece = pause.isZero() ? answer.length : 1;
    for (int i = 0; i < answer.length; i += piece) {
      out.write(answer, i, piece);
      out.flush();
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = readLine(in);
    if (line.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
      String[] parts = header.split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return new Request(
        line,
        headers,
        in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : connections) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
