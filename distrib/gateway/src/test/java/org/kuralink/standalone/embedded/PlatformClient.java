/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.embedded;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * A REST client for one device of the simulator, with which a test acts as the operator of the
 * platform and reads the messages of the device.
 */
public final class PlatformClient {

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String productKey;
  private final String deviceName;

  /** For a device of the simulator whose REST answers on this port of loopback. */
  public PlatformClient(int httpPort, String productKey, String deviceName) {
    this.base = URI.create("http://127.0.0.1:" + httpPort + "/api/v1/");
    this.productKey = productKey;
    this.deviceName = deviceName;
  }

  /** Another device of the same product. */
  public PlatformClient device(String otherDeviceName) {
    return new PlatformClient(base.getPort(), productKey, otherDeviceName);
  }

  /** State, session and last known properties. */
  public JsonObject detail() {
    return get(devicePath("")).getAsJsonObject();
  }

  /** Whether the device has a session now. */
  public boolean isOnline() {
    return "online".equals(detail().get("status").getAsString());
  }

  /** The device's session. */
  public JsonObject session() {
    return detail().getAsJsonObject("session");
  }

  /** The value of a property, as the platform holds it. */
  public JsonElement property(String identifier) {
    JsonObject property = detail().getAsJsonObject("properties").getAsJsonObject(identifier);
    return property == null ? null : property.get("value");
  }

  /** Recent messages of the device, oldest first. */
  public List<JsonObject> messages() {
    JsonArray items =
        get("messages?limit=1000&productKey=" + productKey + "&deviceName=" + deviceName)
            .getAsJsonObject()
            .getAsJsonArray("items");
    List<JsonObject> messages = new ArrayList<>();
    items.forEach(item -> messages.add(item.getAsJsonObject()));
    return messages;
  }

  /** Payloads that the device sent on topics that end so, oldest first. */
  public List<JsonObject> sent(String topicEnd) {
    return payloads("up", topicEnd);
  }

  /**
   * What the device posted of a property, alone or in batches, oldest first, without messages that
   * were repeated after a broken link.
   */
  public List<JsonElement> posted(String identifier) {
    Set<String> ids = new HashSet<>();
    return sent("/post").stream()
        .filter(message -> ids.add(message.get("id").getAsString()))
        .map(message -> message.getAsJsonObject("params"))
        .flatMap(params -> values(params, identifier))
        .toList();
  }

  private static Stream<JsonElement> values(JsonObject params, String identifier) {
    return params.get("properties") instanceof JsonObject batch && batch.has(identifier)
        ? StreamSupport.stream(batch.getAsJsonArray(identifier).spliterator(), false)
        : Stream.ofNullable(params.get(identifier));
  }

  /** Payloads that the platform sent on topics that end so, oldest first. */
  public List<JsonObject> received(String topicEnd) {
    return payloads("down", topicEnd);
  }

  private List<JsonObject> payloads(String direction, String topicEnd) {
    return messages().stream()
        .filter(message -> direction.equals(message.get("direction").getAsString()))
        .filter(message -> message.get("topic").getAsString().endsWith(topicEnd))
        .map(message -> JsonParser.parseString(message.get("payload").getAsString()))
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  /** Sets properties and waits for the device's answer. */
  public JsonObject set(String params) {
    return post(devicePath("/properties/set"), "{\"params\":" + params + ",\"check\":false}");
  }

  /** Asks for properties and waits for the device's answer. */
  public JsonObject get(List<String> identifiers) {
    JsonArray names = new JsonArray();
    identifiers.forEach(names::add);
    return post(devicePath("/properties/get"), "{\"params\":" + names + "}");
  }

  /** Publishes any text on any topic to the device. */
  public void publish(String topic, String payload) {
    JsonObject body = new JsonObject();
    body.addProperty("topic", topic);
    body.addProperty("payload", payload);
    post(devicePath("/messages"), body.toString());
  }

  /** Misbehaves towards every device; {@code {}} ends it. */
  public void faults(String json) {
    send("PUT", "faults", json);
  }

  /** Cuts the session. */
  public void kick() {
    post(devicePath("/kick"), "{}");
  }

  /** Refuses the device from now on. */
  public void disable() {
    post(devicePath("/disable"), "{}");
  }

  /** Takes the device again. */
  public void enable() {
    post(devicePath("/enable"), "{}");
  }

  /** Gives the device another secret. */
  public void changeSecret(String secret) {
    send("PUT", devicePath("/secret"), "{\"deviceSecret\":\"" + secret + "\"}");
  }

  /** Allows or forbids dynamic registration for the product. */
  public void dynamicRegistration(boolean allowed) {
    send("PATCH", "products/" + productKey, "{\"dynamicRegistration\":" + allowed + "}");
  }

  /** Makes the product one whose devices send bytes, or Alink JSON. */
  public void rawData(boolean raw) {
    send("PATCH", "products/" + productKey, "{\"raw\":" + raw + "}");
  }

  /** Closes the MQTT ports. */
  public void stopBroker() {
    post("broker/stop", "{}");
  }

  /** Opens the MQTT ports again, as soon as nobody's connection comes from one of them. */
  public void startBroker() {
    Awaitility.await("the ports of the broker")
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains("cannot listen"))
        .until(() -> post("broker/start", "{}") != null);
  }

  /** Gives the product another thing model. */
  public void thingModel(String tsl) {
    send("PUT", "products/" + productKey + "/tsl", tsl);
  }

  /** Calls a service as its thing model says, and waits for the device's answer. */
  public JsonObject call(String service, String params) {
    return post(devicePath("/services/" + service), "{\"params\":" + params + ",\"check\":false}");
  }

  /** Calls a service in a way of the caller's choice: async, rrpc or ext-rrpc. */
  public JsonObject call(String service, String params, String way) {
    return post(
        devicePath("/services/" + service),
        "{\"params\":" + params + ",\"check\":false,\"way\":\"" + way + "\"}");
  }

  /** The events of the device, as the platform holds them, oldest first. */
  public List<JsonObject> events() {
    List<JsonObject> events = new ArrayList<>();
    get(devicePath("/events"))
        .getAsJsonObject()
        .getAsJsonArray("items")
        .forEach(item -> events.add(item.getAsJsonObject()));
    return events;
  }

  /** What the platform holds of the device under a name: shadow, desired, tags, raw, custom. */
  public JsonObject held(String what) {
    return get(devicePath("/" + what)).getAsJsonObject();
  }

  /** Changes what the platform holds of the device under a name. */
  public JsonObject change(String httpMethod, String what, String json) {
    return send(httpMethod, devicePath("/" + what), json);
  }

  /** Asks the device something under a name and waits for its answer. */
  public JsonObject ask(String what, String json) {
    return post(devicePath("/" + what), json);
  }

  /** Any call of the REST. */
  public JsonObject post(String path, String json) {
    return send("POST", path, json);
  }

  private JsonObject send(String method, String path, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    String body = exchange(request);
    return body.isBlank() ? new JsonObject() : JsonParser.parseString(body).getAsJsonObject();
  }

  private JsonElement get(String path) {
    return JsonParser.parseString(
        exchange(
            HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30)).build()));
  }

  private String exchange(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(
            request.uri() + ": " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String devicePath(String end) {
    return "devices/" + productKey + "/" + deviceName + end;
  }

  /** Waits for the first message the device sent on topics that end so and that fits. */
  public JsonObject awaitSent(String topicEnd, Predicate<JsonObject> fits) {
    return Awaitility.await("a message on ..." + topicEnd)
        .atMost(Duration.ofSeconds(30))
        .until(() -> sent(topicEnd).stream().filter(fits).findFirst(), Optional::isPresent)
        .orElseThrow();
  }
}
