/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.kuralink.simulator.alink.Bytes;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** A request in the form in which endpoints receive it. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record Call(Map<String, String> path, Map<String, String> query, byte[] body) {

  DeviceKey device() {
    return new DeviceKey(path.getOrDefault("productKey", ""), path.getOrDefault("deviceName", ""));
  }

  String productKey() {
    return path.getOrDefault("productKey", "");
  }

  /** The body as an object; an empty body is an empty object. */
  JsonObject json() throws RestException {
    if (body.length == 0) {
      return new JsonObject();
    }
    try {
      return StrictJson.parseObject(body);
    } catch (BadJsonException e) {
      throw RestException.bad("body: " + e.getMessage());
    }
  }

  /** The body, which may be any JSON. */
  JsonElement element() throws RestException {
    try {
      return StrictJson.parse(body);
    } catch (BadJsonException e) {
      throw RestException.bad("body: " + e.getMessage());
    }
  }

  static Optional<String> text(JsonObject json, String name) throws RestException {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive text && text.isString()) {
      return Optional.of(text.getAsString());
    }
    throw RestException.bad(name + ": a text is needed");
  }

  static String requiredText(JsonObject json, String name) throws RestException {
    return text(json, name).orElseThrow(() -> RestException.bad(name + " is missing"));
  }

  static boolean flag(JsonObject json, String name, boolean otherwise) throws RestException {
    JsonElement value = json.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean();
    }
    throw RestException.bad(name + ": true or false is needed");
  }

  static int number(JsonObject json, String name, int min, int max, int otherwise)
      throws RestException {
    JsonElement value = json.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive number && number.isNumber()) {
      double given = number.getAsDouble();
      if (given == Math.rint(given) && given >= min && given <= max) {
        return (int) given;
      }
    }
    throw RestException.bad(name + ": a whole number " + min + ".." + max + " is needed");
  }

  /** Returns one of the given words, or empty. */
  static <T> Optional<T> option(JsonObject json, String name, Map<String, T> words)
      throws RestException {
    Optional<String> given = text(json, name);
    if (given.isPresent() && !words.containsKey(given.get())) {
      throw RestException.bad(
          name + ": one of " + String.join(", ", new TreeSet<>(words.keySet())) + " is needed");
    }
    return given.map(words::get);
  }

  /** The bytes that {@code payload}, {@code payloadBase64} or {@code payloadHex} stand for. */
  static Bytes bytes(JsonObject json) throws RestException {
    Optional<String> base64 = text(json, "payloadBase64");
    Optional<String> hex = text(json, "payloadHex");
    String kind = base64.isPresent() ? "payloadBase64: not base64" : "payloadHex: not hexadecimal";
    try {
      if (base64.isPresent()) {
        return Bytes.of(Base64.getDecoder().decode(base64.get()));
      }
      if (hex.isPresent()) {
        return Bytes.of(HexFormat.of().parseHex(hex.get().replaceAll("[\\s:]", "")));
      }
    } catch (IllegalArgumentException e) {
      throw RestException.bad(kind);
    }
    return Bytes.of(text(json, "payload").orElse("").getBytes(StandardCharsets.UTF_8));
  }

  /** A device by name. */
  static JsonObject name(DeviceKey key) {
    JsonObject json = new JsonObject();
    json.addProperty("productKey", key.productKey());
    json.addProperty("deviceName", key.deviceName());
    return json;
  }

  /** Creates the response of an endpoint that returns a list. */
  static Response items(Iterable<? extends JsonElement> items) {
    JsonArray array = new JsonArray();
    items.forEach(array::add);
    JsonObject body = new JsonObject();
    body.add("items", array);
    return Response.json(200, body);
  }
}
