/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.json.Json;

/**
 * The OPC UA servers of a pushed file in the form in which the gateway passes them to a channel.
 */
final class PushedServers {

  private final Map<String, Object> root;

  private PushedServers(Map<String, Object> root) {
    this.root = root;
  }

  /** One of the files in the test resources. */
  static List<FieldServer> servers(String name) {
    try (InputStream in = PushedServers.class.getResourceAsStream("/pushed/" + name + ".json")) {
      return new PushedServers(exact(Json.readObject(in.readAllBytes()))).servers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<FieldServer> servers() {
    List<FieldServer> servers = new ArrayList<>();
    List<Map<String, Object>> entries = list(root, "serverList");
    for (int i = 0; i < entries.size(); i++) {
      Map<String, Object> members = new LinkedHashMap<>(entries.get(i));
      String id = String.valueOf(members.get("serverId"));
      if (members.containsKey("url")) {
        Optional<Secret> password =
            Optional.ofNullable(members.remove("password"))
                .map(String::valueOf)
                .filter(text -> !text.isEmpty())
                .map(text -> Secret.of("test123"));
        servers.add(
            new FieldServer(
                "serverList[" + i + "]", id, FieldChannel.OPC_UA, members, password, devices(id)));
      }
    }
    return servers;
  }

  private List<FieldDevice> devices(String serverId) {
    List<FieldDevice> devices = new ArrayList<>();
    List<Map<String, Object>> entries = list(root, "deviceList");
    for (int i = 0; i < entries.size(); i++) {
      Map<String, Object> entry = entries.get(i);
      Map<String, Object> config = map(entry.get("deviceConfig"));
      String product = String.valueOf(entry.get("productKey"));
      if (serverId.equals(config.get("serverId"))) {
        devices.add(
            new FieldDevice(
                "deviceList[" + i + "]",
                new DeviceIdentity(product, String.valueOf(entry.get("deviceName"))),
                config,
                model(product)));
      }
    }
    return devices;
  }

  private FieldModel model(String product) {
    List<Map<String, Object>> models = list(root, "modelList");
    for (int i = 0; i < models.size(); i++) {
      if (product.equals(map(models.get(i).get("profile")).get("productKey"))) {
        String place = "modelList[" + i + "].";
        Map<String, Object> model = models.get(i);
        return new FieldModel(
            product,
            points(model, place, "properties"),
            points(model, place, "services"),
            points(model, place, "events"),
            thingModel(product));
      }
    }
    throw new IllegalStateException("no model of " + product);
  }

  private static List<FieldPoint> points(Map<String, Object> model, String place, String list) {
    List<FieldPoint> points = new ArrayList<>();
    List<Map<String, Object>> entries = list(model, list);
    for (int i = 0; i < entries.size(); i++) {
      points.add(
          new FieldPoint(
              place + list + "[" + i + "]",
              String.valueOf(entries.get(i).get("identifier")),
              entries.get(i)));
    }
    return points;
  }

  private ThingModel thingModel(String product) {
    Map<String, Object> tsl =
        list(root, "tslList").stream()
            .filter(each -> product.equals(map(each.get("profile")).get("productKey")))
            .findFirst()
            .orElseThrow();
    Map<String, Property> properties = new LinkedHashMap<>();
    Map<String, Service> services = new LinkedHashMap<>();
    Map<String, Event> events = new LinkedHashMap<>();
    for (Map<String, Object> each : list(tsl, "properties")) {
      String id = String.valueOf(each.get("identifier"));
      AccessMode mode =
          "rw".equals(each.get("accessMode")) ? AccessMode.READ_WRITE : AccessMode.READ;
      properties.put(
          id, new Property(id, id, mode, false, new DataType.AnyType(), Optional.empty()));
    }
    for (Map<String, Object> each : list(tsl, "services")) {
      String id = String.valueOf(each.get("identifier"));
      services.put(
          id,
          new Service(
              id,
              id,
              true,
              false,
              id,
              fields(each, "inputData"),
              fields(each, "outputData"),
              Optional.empty()));
    }
    for (Map<String, Object> each : list(tsl, "events")) {
      String id = String.valueOf(each.get("identifier"));
      events.put(
          id,
          new Event(
              id, id, Event.Type.INFO, false, id, fields(each, "outputData"), Optional.empty()));
    }
    return new ThingModel(Optional.of(product), properties, events, services);
  }

  private static Map<String, Field> fields(Map<String, Object> of, String list) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Object each : (List<?>) of.get(list)) {
      if (each instanceof Map<?, ?> entry) {
        String id = String.valueOf(entry.get("identifier"));
        fields.put(id, new Field(id, id, new DataType.AnyType()));
      }
    }
    return fields;
  }

  /** Every number as it is written. */
  private static Map<String, Object> exact(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put(String.valueOf(name), exactly(value)));
    return copy;
  }

  private static Object exactly(Object value) {
    return value instanceof Map<?, ?> map
        ? exact(map)
        : value instanceof List<?> list
            ? list.stream().map(PushedServers::exactly).toList()
            : value instanceof Number number ? new BigDecimal(number.toString()) : value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
    return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
  }
}
