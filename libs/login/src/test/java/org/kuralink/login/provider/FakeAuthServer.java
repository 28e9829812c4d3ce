/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.kuralink.login.TestCertificates;

/** An authentication service that a test controls. */
final class FakeAuthServer implements AutoCloseable {

  final List<Map<String, String>> forms = new ArrayList<>();
  volatile String path = "";
  volatile String answer = "";
  volatile int status = 200;
  volatile boolean silent;
  private final CountDownLatch silence = new CountDownLatch(1);
  private final ExecutorService serverThreads = Executors.newCachedThreadPool();
  private @Nullable HttpServer server;

  /** Starts with this certificate, or without TLS; brings the base URL. */
  String start(@Nullable String certificate) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (certificate == null) {
      server = HttpServer.create(address, 0);
    } else {
      HttpsServer https = HttpsServer.create(address, 0);
      https.setHttpsConfigurator(
          new HttpsConfigurator(TestCertificates.shared().server(certificate)));
      server = https;
    }
    server.setExecutor(serverThreads);
    server.createContext("/", this::handle);
    server.start();
    return (certificate == null ? "http" : "https")
        + "://localhost:"
        + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    path = exchange.getRequestURI().toString();
    Map<String, String> form = new HashMap<>();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    for (String field : body.split("&", -1)) {
      String[] parts = field.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    forms.add(form);
    if (silent) {
      try {
        silence.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Location", "https://elsewhere.example/");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Override
  public void close() {
    silence.countDown();
    stop();
    serverThreads.shutdownNow();
  }
}
