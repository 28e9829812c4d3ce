/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client for the REST interface of the simulator, limited to the calls of the demo. */
final class Platform {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI base;
  private final String productKey;
  private final String deviceName;

  /** Creates a client for one device of the simulator at this address. */
  Platform(URI base, String productKey, String deviceName) {
    this.base = base;
    this.productKey = productKey;
    this.deviceName = deviceName;
  }

  /** Returns the description of the simulator, or empty while it does not answer. */
  Optional<JsonObject> platform() throws InterruptedException {
    try {
      return Optional.of(get("platform"));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** Returns the secret of the device. */
  String secret() throws IOException, InterruptedException {
    return get(device() + "/secret").get("deviceSecret").getAsString();
  }

  /** Returns the CA certificates that signed the certificate of the simulator, in PEM. */
  String certificateAuthority() throws IOException, InterruptedException {
    return text(request("ca.pem").GET().build());
  }

  /** Returns the session of the device if it is online. */
  Optional<JsonObject> session() throws IOException, InterruptedException {
    JsonObject device = get(device());
    boolean isOnline = device.get("status").getAsString().equals("online");
    return isOnline && device.get("session").isJsonObject()
        ? Optional.of(device.getAsJsonObject("session"))
        : Optional.empty();
  }

  /** Returns the latest property values of the device that the platform accepted. */
  Map<String, JsonElement> properties() throws IOException, InterruptedException {
    Map<String, JsonElement> values = new LinkedHashMap<>();
    get(device())
        .getAsJsonObject("properties")
        .entrySet()
        .forEach(
            property ->
                values.put(property.getKey(), property.getValue().getAsJsonObject().get("value")));
    return values;
  }

  /** Returns the properties of the thing model. */
  Iterable<JsonElement> model() throws IOException, InterruptedException {
    return get("products/" + productKey + "/tsl").getAsJsonArray("properties");
  }

  /** Sets a property and waits for the device's reply. */
  JsonObject set(String identifier, JsonElement value) throws IOException, InterruptedException {
    return post(device() + "/properties/set", object("params", object(identifier, value)));
  }

  /** Calls a service with one input and waits for the device's reply. */
  JsonObject call(String service, String input, JsonElement value)
      throws IOException, InterruptedException {
    return post(device() + "/services/" + service, object("params", object(input, value)));
  }

  /** Returns the latest event with this identifier that the device has posted. */
  Optional<JsonObject> event(String identifier) throws IOException, InterruptedException {
    Optional<JsonObject> latest = Optional.empty();
    for (JsonElement each : get(device() + "/events").getAsJsonArray("items")) {
      if (each.getAsJsonObject().get("event").getAsString().equals(identifier)) {
        latest = Optional.of(each.getAsJsonObject());
      }
    }
    return latest;
  }

  /** Sets the desired value of a shadow attribute of the device. */
  void desire(String attribute, JsonElement value) throws IOException, InterruptedException {
    JsonObject desired = object("desired", object(attribute, value));
    patch(device() + "/shadow", object("state", desired).toString());
  }

  /** Returns the value of a shadow attribute as reported by the device. */
  Optional<JsonElement> reported(String attribute) throws IOException, InterruptedException {
    JsonElement reported = get(device() + "/shadow").getAsJsonObject("state").get("reported");
    return reported instanceof JsonObject state && state.has(attribute)
        ? Optional.of(state.get(attribute))
        : Optional.empty();
  }

  private static JsonObject object(String name, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }

  /**
   * Saves a remote configuration for the product. Devices get it when they request it or when it is
   * pushed.
   */
  void saveConfiguration(String json) throws IOException, InterruptedException {
    String product = "products/" + productKey + "/configuration";
    patch(product, "{\"enabled\":true}");
    send(
        request(product + "/content")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** Pushes the saved remote configuration. */
  void pushConfiguration() throws IOException, InterruptedException {
    post("products/" + productKey + "/configuration/push", new JsonObject());
  }

  /** Returns the result of the last configuration push to the device. */
  JsonObject configurationOfDevice() throws IOException, InterruptedException {
    JsonObject devices =
        get("products/" + productKey + "/configuration").getAsJsonObject("devices");
    return devices.has(deviceName) ? devices.getAsJsonObject(deviceName) : new JsonObject();
  }

  /** Removes the limit of one configuration push per hour for the product. */
  void liftHour() throws IOException, InterruptedException {
    patch("products/" + productKey + "/configuration", "{\"hourly\":false}");
  }

  /** Pushes a file to the device as a version of a module. */
  void update(String module, String version, byte[] file) throws IOException, InterruptedException {
    String firmware = keep(module, version, file);
    post("products/" + productKey + "/firmware/" + firmware + "/push", new JsonObject());
  }

  /** Stores a file as a version of a module for a later push and returns its id. */
  String keep(String module, String version, byte[] file) throws IOException, InterruptedException {
    JsonObject uploaded =
        send(
            request("files?name=" + module + "-" + version + ".dp")
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                .build());
    JsonObject firmware = new JsonObject();
    firmware.addProperty("version", version);
    firmware.addProperty("module", module);
    firmware.add("fileId", uploaded.get("fileId"));
    return post("products/" + productKey + "/firmware", firmware).get("firmwareId").getAsString();
  }

  /** Returns the task of the device in the latest update job for a version of a module. */
  Optional<JsonObject> updateTask(String module, String version)
      throws IOException, InterruptedException {
    for (JsonElement each : get(device() + "/firmware").getAsJsonArray("tasks")) {
      JsonObject task = each.getAsJsonObject();
      if (task.get("module").getAsString().equals(module)
          && task.get("version").getAsString().equals(version)) {
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the version of a module that the device has reported; empty if it has reported none.
   */
  String version(String module) throws IOException, InterruptedException {
    JsonObject versions = get(device() + "/firmware").getAsJsonObject("versions");
    return versions.has(module)
        ? versions.getAsJsonObject(module).get("version").getAsString()
        : "";
  }

  /** Creates a product whose devices may register dynamically. */
  void createProduct(String key, String name, String model)
      throws IOException, InterruptedException {
    JsonObject product = new JsonObject();
    product.addProperty("productKey", key);
    product.addProperty("name", name);
    product.addProperty("dynamicRegistration", true);
    product.add("tsl", JsonParser.parseString(model));
    post("products", product);
  }

  /** Returns the sub-devices that this gateway has reported as found. */
  List<Platform> found() throws IOException, InterruptedException {
    List<Platform> found = new ArrayList<>();
    for (JsonElement each : get(device() + "/found").getAsJsonArray("items")) {
      JsonObject name = each.getAsJsonObject();
      found.add(device(name.get("productKey").getAsString(), name.get("deviceName").getAsString()));
    }
    return found;
  }

  /** Creates the device on the platform. */
  void create() throws IOException, InterruptedException {
    post("products/" + productKey + "/devices", name());
  }

  /** Tells this gateway to add sub-devices and returns its reply. */
  JsonObject askToAdd(List<Platform> devices) throws IOException, InterruptedException {
    JsonArray names = new JsonArray();
    devices.forEach(device -> names.add(device.name()));
    JsonObject body = new JsonObject();
    body.add("devices", names);
    return post(device() + "/sub-devices/notify", body);
  }

  /** Returns a client for another device of the same platform. */
  Platform device(String product, String name) {
    return new Platform(base, product, name);
  }

  /** Returns how many of these sub-devices of this gateway are online. */
  int online(List<Platform> devices) throws IOException, InterruptedException {
    int online = 0;
    for (JsonElement each : get(device() + "/sub-devices").getAsJsonArray("items")) {
      JsonObject name = each.getAsJsonObject();
      boolean isNamed =
          devices.stream()
              .anyMatch(
                  device ->
                      name.get("productKey").getAsString().equals(device.productKey)
                          && name.get("deviceName").getAsString().equals(device.deviceName));
      online += isNamed && name.get("online").getAsBoolean() ? 1 : 0;
    }
    return online;
  }

  /** Pushes a field channel configuration to this gateway and returns its reply. */
  JsonObject pushFieldChannels(String configuration) throws IOException, InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("configuration", configuration);
    body.addProperty("timeoutMs", LIMIT.toMillis() - 1000);
    return post(device() + "/model-config", body);
  }

  /**
   * Returns when the platform accepted the last value of this device, in ms since 1970; 0 if it has
   * none.
   */
  long reportedAt() throws IOException, InterruptedException {
    long last = 0;
    for (Map.Entry<String, JsonElement> property :
        get(device()).getAsJsonObject("properties").entrySet()) {
      last = Math.max(last, property.getValue().getAsJsonObject().get("time").getAsLong());
    }
    return last;
  }

  /** Logs this sub-device out on the platform; the platform sends this code to its gateway. */
  void force(int code) throws IOException, InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("code", code);
    order("force", body);
  }

  /** Deletes the session of this sub-device on the platform without a message to the gateway. */
  void lose() throws IOException, InterruptedException {
    order("lose", new JsonObject());
  }

  void disable() throws IOException, InterruptedException {
    order("disable", new JsonObject());
  }

  void enable() throws IOException, InterruptedException {
    order("enable", new JsonObject());
  }

  /** Returns product key and device name as they appear in logs. */
  @Override
  public String toString() {
    return productKey + "/" + deviceName;
  }

  private JsonObject name() {
    JsonObject name = new JsonObject();
    name.addProperty("productKey", productKey);
    name.addProperty("deviceName", deviceName);
    return name;
  }

  /** Sends a request whose reply has no content. */
  private void order(String what, JsonObject body) throws IOException, InterruptedException {
    text(
        request(device() + "/" + what)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private JsonObject patch(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private String device() {
    return "devices/" + productKey + "/" + deviceName;
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve("/api/v1/" + path)).timeout(LIMIT);
  }

  private JsonObject send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return JsonParser.parseString(text(request)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(request.uri() + " did not answer with a JSON object", e);
    }
  }

  private String text(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          request.uri() + " answered " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
