/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.RegistryException.Kind;
import org.kuralink.simulator.tsl.BadModelException;
import org.kuralink.simulator.tsl.Tsl;

/**
 * The JSON format of products and devices, both for the option {@code --devices} and for the stored
 * registry.
 */
public final class RegistryFile {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private RegistryFile() {}

  /** Adds products and devices from the text; existing ones are replaced. */
  public static void read(byte[] text, Registry registry) throws RegistryException {
    try {
      JsonElement products = StrictJson.parseObject(text).get("products");
      if (products == null || !products.isJsonArray()) {
        throw new RegistryException(Kind.INVALID, "products: an array is needed");
      }
      for (JsonElement product : products.getAsJsonArray()) {
        readProduct(object(product, "products"), registry);
      }
    } catch (BadJsonException e) {
      throw new RegistryException(Kind.INVALID, e.getMessage());
    }
  }

  private static void readProduct(JsonObject json, Registry registry) throws RegistryException {
    String key =
        text(json, "productKey")
            .orElseThrow(() -> new RegistryException(Kind.INVALID, "productKey is missing"));
    String name = text(json, "name").orElse(key);
    Optional<String> secret = text(json, "productSecret");
    boolean dynamic = flag(json, "dynamicRegistration", false);
    Tsl tsl = tsl(json, key);
    boolean raw = flag(json, "raw", false);
    if (registry.product(key).isEmpty()) {
      registry.createProduct(Optional.of(key), name, secret, dynamic, tsl);
    }
    registry.changeProduct(
        key, old -> new Product(key, name, secret.orElse(old.secret()), dynamic, raw, tsl));
    JsonElement devices = json.get("devices");
    if (devices != null && devices.isJsonArray()) {
      for (JsonElement device : devices.getAsJsonArray()) {
        readDevice(key, object(device, "devices of " + key), registry);
      }
    }
  }

  private static Tsl tsl(JsonObject json, String key) throws RegistryException {
    JsonElement tsl = json.get("tsl");
    if (tsl == null) {
      return Tsl.empty();
    }
    try {
      return Tsl.parse(tsl.isJsonArray() ? tsl : object(tsl, "tsl of " + key));
    } catch (BadModelException e) {
      throw new RegistryException(Kind.INVALID, "tsl of " + key + ": " + e.getMessage());
    }
  }

  private static void readDevice(String productKey, JsonObject json, Registry registry)
      throws RegistryException {
    String name =
        text(json, "deviceName")
            .orElseThrow(() -> new RegistryException(Kind.INVALID, "deviceName is missing"));
    DeviceKey key = new DeviceKey(productKey, name);
    Optional<String> secret = text(json, "deviceSecret");
    Optional<Device> there = registry.device(key);
    Device device = there.isPresent() ? there.get() : registry.createDevice(key, secret);
    if (there.isPresent() && secret.isPresent()) {
      registry.changeSecret(key, secret.get());
    }
    device.enabled(flag(json, "enabled", device.enabled()));
    device.secretIssued(flag(json, "secretIssued", device.secretIssued()));
    JsonElement activatedAt = json.get("activatedAt");
    if (activatedAt instanceof JsonPrimitive time && time.isNumber()) {
      device.activatedAt(time.getAsLong());
    }
  }

  /** The whole registry as text, secrets included. */
  public static String write(Registry registry) {
    JsonArray products = new JsonArray();
    for (Product product : registry.products()) {
      JsonObject json = new JsonObject();
      json.addProperty("productKey", product.productKey());
      json.addProperty("name", product.name());
      json.addProperty("productSecret", product.secret());
      json.addProperty("dynamicRegistration", product.dynamicRegistration());
      json.addProperty("raw", product.raw());
      json.add("tsl", product.tsl().toJson());
      JsonArray devices = new JsonArray();
      for (Device device : registry.devices(product.productKey())) {
        devices.add(write(device));
      }
      json.add("devices", devices);
      products.add(json);
    }
    JsonObject all = new JsonObject();
    all.add("products", products);
    return GSON.toJson(all);
  }

  private static JsonObject write(Device device) {
    JsonObject json = new JsonObject();
    json.addProperty("deviceName", device.key().deviceName());
    json.addProperty("deviceSecret", device.secret());
    json.addProperty("enabled", device.enabled());
    json.addProperty("secretIssued", device.secretIssued());
    if (device.activatedAt() != 0) {
      json.addProperty("activatedAt", device.activatedAt());
    }
    return json;
  }

  private static JsonObject object(JsonElement element, String where) throws RegistryException {
    if (!element.isJsonObject()) {
      throw new RegistryException(Kind.INVALID, where + ": an object is needed");
    }
    return element.getAsJsonObject();
  }

  private static Optional<String> text(JsonObject json, String name) throws RegistryException {
    JsonElement value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return Optional.of(primitive.getAsString());
    }
    throw new RegistryException(Kind.INVALID, name + ": a text is needed");
  }

  private static boolean flag(JsonObject json, String name, boolean otherwise)
      throws RegistryException {
    JsonElement value = json.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw new RegistryException(Kind.INVALID, name + ": true or false is needed");
  }
}
