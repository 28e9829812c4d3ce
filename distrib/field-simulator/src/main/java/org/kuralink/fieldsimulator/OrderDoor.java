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
 * Takes orders from other processes of this machine, over HTTP, a line in the body of a POST. Who
 * may read its file may order: {@code curl -K FILE -d 'off opcua'}.
 */
final class OrderDoor implements AutoCloseable {

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
   * Opens it.
   *
   * @param port 0: any that is free
   * @param data directory of the file that says where it is, and what opens it
   */
  OrderDoor(FieldOrders orders, int port, Path data) throws IOException {
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
        answer(exchange, 401, "what opens this door stands in " + FILE + " of the data directory");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, "an order is the body of a POST");
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
      words = "it did not work: " + e.getMessage();
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
   * Gives an order to the simulator that has this data directory.
   *
   * @return what it answers
   * @throws IOException in words, if none runs there or it cannot do it
   */
  static String tell(Path data, String order) throws IOException, InterruptedException {
    Path written = data.resolve(FILE);
    if (!Files.isRegularFile(written)) {
      throw new IOException("no field simulator runs with the data directory " + data);
    }
    Matcher words = WRITTEN.matcher(Files.readString(written));
    if (!words.matches()) {
      throw new IOException(written + " is not whole");
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
