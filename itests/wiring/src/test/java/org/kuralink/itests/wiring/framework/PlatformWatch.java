/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Observes one device on the platform through its live stream: log-ins, and the numbers that arrive
 * as values of one property. Owns one daemon thread, which reads until the stream is closed.
 */
final class PlatformWatch implements AutoCloseable {

  private static final String POST = "/thing/event/property/post";

  private final String property;
  private final Stream<String> lines;
  private final List<Integer> numbers = new ArrayList<>();
  private final List<String> sessionChanges = new ArrayList<>();
  private boolean listening;

  PlatformWatch(URI platform, String productKey, String deviceName, String property)
      throws IOException, InterruptedException {
    this.property = property;
    URI events =
        platform.resolve("/api/v1/events?productKey=" + productKey + "&deviceName=" + deviceName);
    lines =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(events).build(), HttpResponse.BodyHandlers.ofLines())
            .body();
    Thread thread = new Thread(this::read, "platform-watch");
    thread.setDaemon(true);
    thread.start();
    await("the stream says hello", Duration.ofSeconds(10), () -> listening);
  }

  private void read() {
    String[] name = {""};
    try {
      lines.forEach(
          line -> {
            if (line.startsWith("event:")) {
              name[0] = line.substring("event:".length()).trim();
            } else if (line.startsWith("data:")) {
              take(name[0], JsonParser.parseString(line.substring("data:".length())));
            }
          });
    } catch (UncheckedIOException expected) {
      // The stream was closed.
    }
  }

  private synchronized void take(String event, JsonElement data) {
    switch (event) {
      case "hello" -> listening = true;
      case "session" -> sessionChanges.add(data.getAsJsonObject().get("kind").getAsString());
      case "message" -> takeMessage(data.getAsJsonObject());
      default -> {
        return;
      }
    }
    notifyAll();
  }

  private void takeMessage(JsonObject message) {
    if (message.get("direction").getAsString().equals("up")
        && message.get("topic").getAsString().endsWith(POST)) {
      JsonObject envelope =
          JsonParser.parseString(message.get("payload").getAsString()).getAsJsonObject();
      JsonElement value = envelope.getAsJsonObject("params").get(property);
      numbers.add(
          value.isJsonObject()
              ? value.getAsJsonObject().get("value").getAsInt()
              : value.getAsInt());
    }
  }

  /** The numbers so far, in the order of their arrival. */
  synchronized List<Integer> numbers() {
    return List.copyOf(numbers);
  }

  /** How often each number arrived that did not arrive once, as an accepted one should. */
  Map<Integer, Long> lostOrDoubled(List<Integer> accepted) {
    Map<Integer, Long> counts =
        numbers().stream().collect(Collectors.groupingBy(n -> n, Collectors.counting()));
    accepted.forEach(number -> counts.putIfAbsent(number, 0L));
    counts.values().removeIf(count -> count == 1);
    return counts;
  }

  /** The log-ins, refusals and losses so far. */
  synchronized List<String> sessionChanges() {
    return List.copyOf(sessionChanges);
  }

  /** How often the platform took a CONNECT. */
  int logins() {
    return Collections.frequency(sessionChanges(), "connected");
  }

  void awaitLogin() throws InterruptedException {
    await("log-in", Duration.ofSeconds(20), () -> sessionChanges.contains("connected"));
  }

  /** Waits for it as long as others come: a busy machine is behind by many. */
  synchronized void awaitNumber(int number) throws InterruptedException {
    while (!numbers.contains(number)) {
      int before = numbers.size();
      await("number " + number, Duration.ofSeconds(30), () -> numbers.size() > before);
    }
  }

  private synchronized void await(String what, Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            what + " did not happen; sessions " + sessionChanges + ", numbers " + numbers);
      }
      wait(left);
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
