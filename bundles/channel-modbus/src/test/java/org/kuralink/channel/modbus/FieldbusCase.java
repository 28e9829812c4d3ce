/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.tsl.ThingModelsComponent;

/** A pushed configuration of the test resources in the form in which a channel receives it. */
public final class FieldbusCase {

  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private FieldbusCase() {}

  /** Reads a file of the folder {@code fieldbus}. */
  public static JsonObject json(String name) {
    try (InputStream in = FieldbusCase.class.getResourceAsStream("/fieldbus/" + name)) {
      return GSON.fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), JsonObject.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the Modbus servers. */
  public static List<FieldServer> servers(String name) {
    return servers(json(name));
  }

  /** Returns the servers of a file. */
  public static List<FieldServer> servers(JsonObject file) {
    Map<String, FieldModel> models = models(file);
    List<FieldServer> servers = new ArrayList<>();
    JsonArray list = file.getAsJsonArray("serverList");
    for (int i = 0; i < list.size(); i++) {
      JsonObject entry = list.get(i).getAsJsonObject();
      if (entry.has("protocol")) {
        String id = entry.get("serverId").getAsString();
        servers.add(
            new FieldServer(
                "serverList[" + i + "]",
                id,
                entry.get("protocol").getAsString(),
                members(entry),
                Optional.empty(),
                devices(file, id, models)));
      }
    }
    return servers;
  }

  private static List<FieldDevice> devices(
      JsonObject file, String serverId, Map<String, FieldModel> models) {
    List<FieldDevice> devices = new ArrayList<>();
    JsonArray list = file.getAsJsonArray("deviceList");
    for (int i = 0; i < list.size(); i++) {
      JsonObject entry = list.get(i).getAsJsonObject();
      JsonObject place = entry.getAsJsonObject("deviceConfig");
      if (place != null && place.get("serverId").getAsString().equals(serverId)) {
        String product = entry.get("productKey").getAsString();
        devices.add(
            new FieldDevice(
                "deviceList[" + i + "]",
                new DeviceIdentity(product, entry.get("deviceName").getAsString()),
                members(place),
                models.getOrDefault(
                    product, new FieldModel(product, List.of(), List.of(), List.of(), noModel()))));
      }
    }
    return devices;
  }

  private static Map<String, FieldModel> models(JsonObject file) {
    Map<String, FieldModel> models = new LinkedHashMap<>();
    JsonArray list = file.getAsJsonArray("modelList");
    for (int i = 0; i < list.size(); i++) {
      JsonObject entry = list.get(i).getAsJsonObject();
      String product = product(entry);
      List<FieldPoint> points = new ArrayList<>();
      JsonArray properties = entry.getAsJsonArray("properties");
      for (int k = 0; properties != null && k < properties.size(); k++) {
        JsonObject point = properties.get(k).getAsJsonObject();
        points.add(
            new FieldPoint(
                "modelList[" + i + "].properties[" + k + "]",
                point.get("identifier").getAsString(),
                members(point)));
      }
      models.put(
          product, new FieldModel(product, points, List.of(), List.of(), tsl(file, product)));
    }
    return models;
  }

  private static ThingModel tsl(JsonObject file, String product) {
    for (JsonElement entry : file.getAsJsonArray("tslList")) {
      if (product(entry.getAsJsonObject()).equals(product)) {
        try {
          return new ThingModelsComponent().read(JsonText.of(entry.toString()));
        } catch (MalformedModelException e) {
          throw new IllegalArgumentException(e);
        }
      }
    }
    return noModel();
  }

  private static ThingModel noModel() {
    return new ThingModel(Optional.empty(), Map.of(), Map.of(), Map.of());
  }

  private static String product(JsonObject entry) {
    return entry.getAsJsonObject("profile").get("productKey").getAsString();
  }

  /** Converts a JSON object to the form in which a channel receives it. */
  public static Map<String, Object> members(JsonObject object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.entrySet().forEach(entry -> members.put(entry.getKey(), plain(entry.getValue())));
    return members;
  }

  private static Object plain(JsonElement element) {
    if (element.isJsonObject()) {
      return members(element.getAsJsonObject());
    }
    if (element.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      element.getAsJsonArray().forEach(each -> list.add(plain(each)));
      return list;
    }
    if (element.isJsonNull()) {
      return null;
    }
    return element.getAsJsonPrimitive().isNumber()
        ? element.getAsBigDecimal()
        : element.getAsJsonPrimitive().isBoolean() ? element.getAsBoolean() : element.getAsString();
  }
}
