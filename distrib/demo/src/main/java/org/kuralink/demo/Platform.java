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

/** The simulator's REST, as far as the story needs it. */
final class Platform {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI base;
  private final String productKey;
  private final String deviceName;

  /** For one device of the simulator at this address. */
  Platform(URI base, String productKey, String deviceName) {
    this.base = base;
    this.productKey = productKey;
    this.deviceName = deviceName;
  }

  /** The platform itself; empty as long as it does not answer. */
  Optional<JsonObject> platform() throws InterruptedException {
    try {
      return Optional.of(get("platform"));
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** The secret of the device. */
  String secret() throws IOException, InterruptedException {
    return get(device() + "/secret").get("deviceSecret").getAsString();
  }

  /** The certificates that vouch for the simulator's own, in PEM. */
  String certificateAuthority() throws IOException, InterruptedException {
    return text(request("ca.pem").GET().build());
  }

  /** The session of the device, if it is online. */
  Optional<JsonObject> session() throws IOException, InterruptedException {
    JsonObject device = get(device());
    boolean isOnline = device.get("status").getAsString().equals("online");
    return isOnline && device.get("session").isJsonObject()
        ? Optional.of(device.getAsJsonObject("session"))
        : Optional.empty();
  }

  /** The last values of the device that the platform accepted. */
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

  /** The properties of the thing model. */
  Iterable<JsonElement> model() throws IOException, InterruptedException {
    return get("products/" + productKey + "/tsl").getAsJsonArray("properties");
  }

  /** Sets a property and waits for the device's answer. */
  JsonObject set(String identifier, JsonElement value) throws IOException, InterruptedException {
    return post(device() + "/properties/set", object("params", object(identifier, value)));
  }

  /** Calls a service with one input and waits for the device's answer. */
  JsonObject call(String service, String input, JsonElement value)
      throws IOException, InterruptedException {
    return post(device() + "/services/" + service, object("params", object(input, value)));
  }

  /** The latest event of this kind that the device has posted. */
  Optional<JsonObject> event(String identifier) throws IOException, InterruptedException {
    Optional<JsonObject> latest = Optional.empty();
    for (JsonElement each : get(device() + "/events").getAsJsonArray("items")) {
      if (each.getAsJsonObject().get("event").getAsString().equals(identifier)) {
        latest = Optional.of(each.getAsJsonObject());
      }
    }
    return latest;
  }

  /** Desires an attribute in the shadow of the device. */
  void desire(String attribute, JsonElement value) throws IOException, InterruptedException {
    JsonObject desired = object("desired", object(attribute, value));
    patch(device() + "/shadow", object("state", desired).toString());
  }

  /** An attribute as the device has reported it in its shadow. */
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
   * Saves a remote configuration for the product; devices get it when they ask, or are pushed it.
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

  /** Pushes what was saved. */
  void pushConfiguration() throws IOException, InterruptedException {
    post("products/" + productKey + "/configuration/push", new JsonObject());
  }

  /** What became of the last push to the device. */
  JsonObject configurationOfDevice() throws IOException, InterruptedException {
    JsonObject devices =
        get("products/" + productKey + "/configuration").getAsJsonObject("devices");
    return devices.has(deviceName) ? devices.getAsJsonObject(deviceName) : new JsonObject();
  }

  /** Lets configurations of the product be pushed more often than once an hour. */
  void liftHour() throws IOException, InterruptedException {
    patch("products/" + productKey + "/configuration", "{\"hourly\":false}");
  }

  /** Offers a file as a version of a module to the device. */
  void update(String module, String version, byte[] file) throws IOException, InterruptedException {
    String firmware = keep(module, version, file);
    post("products/" + productKey + "/firmware/" + firmware + "/push", new JsonObject());
  }

  /** Keeps a file as a version of a module, to be pushed when somebody wants to; its id. */
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

  /** The device's part in the latest job for a version of a module. */
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

  /** The version of a module that the device has reported; empty if none. */
  String version(String module) throws IOException, InterruptedException {
    JsonObject versions = get(device() + "/firmware").getAsJsonObject("versions");
    return versions.has(module)
        ? versions.getAsJsonObject(module).get("version").getAsString()
        : "";
  }

  /** Makes a product whose devices may ask for their secrets. */
  void createProduct(String key, String name, String model)
      throws IOException, InterruptedException {
    JsonObject product = new JsonObject();
    product.addProperty("productKey", key);
    product.addProperty("name", name);
    product.addProperty("dynamicRegistration", true);
    product.add("tsl", JsonParser.parseString(model));
    post("products", product);
  }

  /** The devices that this gateway has found, each seen as a device of the same platform. */
  List<Platform> found() throws IOException, InterruptedException {
    List<Platform> found = new ArrayList<>();
    for (JsonElement each : get(device() + "/found").getAsJsonArray("items")) {
      JsonObject name = each.getAsJsonObject();
      found.add(device(name.get("productKey").getAsString(), name.get("deviceName").getAsString()));
    }
    return found;
  }

  /** Creates the device itself. */
  void create() throws IOException, InterruptedException {
    post("products/" + productKey + "/devices", name());
  }

  /** Asks this gateway to add devices; its answer. */
  JsonObject askToAdd(List<Platform> devices) throws IOException, InterruptedException {
    JsonArray names = new JsonArray();
    devices.forEach(device -> names.add(device.name()));
    JsonObject body = new JsonObject();
    body.add("devices", names);
    return post(device() + "/sub-devices/notify", body);
  }

  /** A device of the same platform. */
  Platform device(String product, String name) {
    return new Platform(base, product, name);
  }

  /** How many of these sub-devices of this gateway are online. */
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

  /** Pushes a configuration of field channels to this gateway; its answer. */
  JsonObject pushFieldChannels(String configuration) throws IOException, InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("configuration", configuration);
    body.addProperty("timeoutMs", LIMIT.toMillis() - 1000);
    return post(device() + "/model-config", body);
  }

  /** When the platform took the last value of this device, in ms since 1970; 0 if it has none. */
  long reportedAt() throws IOException, InterruptedException {
    long last = 0;
    for (Map.Entry<String, JsonElement> property :
        get(device()).getAsJsonObject("properties").entrySet()) {
      last = Math.max(last, property.getValue().getAsJsonObject().get("time").getAsLong());
    }
    return last;
  }

  /** Forces this sub-device off; its gateway is told this code. */
  void force(int code) throws IOException, InterruptedException {
    JsonObject body = new JsonObject();
    body.addProperty("code", code);
    order("force", body);
  }

  /** Loses the session of this sub-device; nobody is told. */
  void lose() throws IOException, InterruptedException {
    order("lose", new JsonObject());
  }

  void disable() throws IOException, InterruptedException {
    order("disable", new JsonObject());
  }

  void enable() throws IOException, InterruptedException {
    order("enable", new JsonObject());
  }

  /** As logs name the device. */
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

  /** What is answered with nothing. */
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
