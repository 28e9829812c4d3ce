/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP interface for commands of other processes of this machine; the body of a POST contains
 * one command. A user who may read its file may send commands: {@code curl -K FILE -d 'off opcua'}.
 */
final class OrderServer implements AutoCloseable {

  static final String FILE = "orders.curl";

  private static final int LONGEST_ORDER = 4096;
  private static final int TOKEN_BYTES = 24;
  private static final Pattern WRITTEN =
      Pattern.compile("url = \"(\\S+)\"\\s+header = \"Authorization: (Bearer \\S+)\"\\s*");

  private final FieldOrders orders;
  private final HttpServer server;
  private final String credential;
  private final Path file;

  /**
   * Opens the interface.
   *
   * @param port the port; 0 for any free port
   * @param data the directory of the file with the URL and the credential
   */
  OrderServer(FieldOrders orders, int port, Path data) throws IOException {
    this.orders = orders;
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    credential = "Bearer " + HexFormat.of().formatHex(token);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    server.createContext("/", this::take);
    server.start();
    file = DataFiles.create(data.resolve(FILE));
    Files.writeString(
        file,
        "url = \"http://127.0.0.1:"
            + port()
            + "/\"\nheader = \"Authorization: "
            + credential
            + "\"\n");
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      if (given == null || !isCredential(given)) {
        answer(
            exchange,
            401,
            "the credential is missing or wrong; it is in the file "
                + FILE
                + " of the data directory");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, "send the command in the body of a POST request");
      } else {
        execute(exchange);
      }
    }
  }

  private boolean isCredential(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), credential.getBytes(StandardCharsets.UTF_8));
  }

  private void execute(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_ORDER);
    int status;
    String words;
    try {
      words = orders.execute(new String(body, StandardCharsets.UTF_8));
      status = 200;
    } catch (IllegalArgumentException e) {
      words = String.valueOf(e.getMessage());
      status = 400;
    } catch (IOException e) {
      words = "the command failed: " + e.getMessage();
      status = 500;
    }
    answer(exchange, status, words);
  }

  private static void answer(HttpExchange exchange, int status, String words) throws IOException {
    byte[] body = (words + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /**
   * Sends a command to the simulator with this data directory.
   *
   * @return the answer of the simulator
   * @throws IOException if no simulator is running there or the command failed
   */
  static String tell(Path data, String order) throws IOException, InterruptedException {
    Path written = data.resolve(FILE);
    if (!Files.isRegularFile(written)) {
      throw new IOException("no field simulator is running with the data directory " + data);
    }
    Matcher words = WRITTEN.matcher(Files.readString(written));
    if (!words.matches()) {
      throw new IOException(written + " is damaged; restart the field simulator");
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(words.group(1)))
            .header("Authorization", words.group(2))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(order))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body().strip());
    }
    return answer.body().strip();
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    Files.deleteIfExists(file);
  }
}
