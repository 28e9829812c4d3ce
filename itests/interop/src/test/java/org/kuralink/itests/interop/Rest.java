/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** A client for the simulator's REST interface and its stream of events. */
final class Rest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;
  private final List<JsonObject> sessionChanges = new CopyOnWriteArrayList<>();
  private final AtomicReference<String> eventName = new AtomicReference<>("");

  Rest(int port) {
    this.base = "http://127.0.0.1:" + port + "/api/v1";
    HttpRequest events = HttpRequest.newBuilder(URI.create(base + "/events")).GET().build();
    http.sendAsync(events, HttpResponse.BodyHandlers.ofLines())
        .thenAccept(answer -> answer.body().forEach(this::line));
    await("the stream of events").atMost(PATIENCE).until(() -> !eventName.get().isEmpty());
  }

  private void line(String line) {
    if (line.startsWith("event:")) {
      eventName.set(line.substring("event:".length()).trim());
    } else if (line.startsWith("data:") && eventName.get().equals("session")) {
      String data = line.substring("data:".length());
      sessionChanges.add(JsonParser.parseString(data).getAsJsonObject());
    }
  }

  JsonObject get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
  }

  JsonObject post(String path, String body) {
    return send(withBody(path, "POST", body));
  }

  JsonObject put(String path, String body) {
    return send(withBody(path, "PUT", body));
  }

  JsonObject patch(String path, String body) {
    return send(withBody(path, "PATCH", body));
  }

  private HttpRequest.Builder withBody(String path, String method, String body) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
  }

  private JsonObject send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      JsonElement body = JsonParser.parseString(answer.body());
      return body.isJsonObject() ? body.getAsJsonObject() : new JsonObject();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Waits until the device looks as wanted, and returns how it looks then. */
  JsonObject awaitDevice(Identity device, Predicate<JsonObject> wanted) {
    AtomicReference<JsonObject> seen = new AtomicReference<>();
    await("device " + device + " as the simulator sees it")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              seen.set(get(device.path()));
              return wanted.test(seen.get());
            });
    return seen.get();
  }

  JsonObject awaitSessionChange(String kind, Identity device) {
    return awaitSessionChanges(kind, device, 1).get(0);
  }

  /** Waits until so many changes of this kind have been told about the device. */
  List<JsonObject> awaitSessionChanges(String kind, Identity device, int count) {
    await(count + " x " + kind + " of " + device + " among " + sessionChanges)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> changes(kind, device).size() >= count);
    return changes(kind, device);
  }

  private List<JsonObject> changes(String kind, Identity device) {
    return sessionChanges.stream()
        .filter(change -> text(change, "kind").equals(kind))
        .filter(change -> text(change, "deviceName").equals(device.deviceName()))
        .toList();
  }

  /** The messages of a device in one direction on topics that end so, oldest first. */
  List<JsonObject> messages(Identity device, String direction, String topicEnd) {
    JsonArray items =
        get("/messages?limit=1000&productKey="
                + device.productKey()
                + "&deviceName="
                + device.deviceName())
            .getAsJsonArray("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(message -> text(message, "direction").equals(direction))
        .filter(message -> text(message, "topic").endsWith(topicEnd))
        .toList();
  }

  static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }
}
