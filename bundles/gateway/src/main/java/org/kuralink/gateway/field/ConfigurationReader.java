/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.gateway.DeviceNames;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * Reads a complete model configuration: its four lists, and the references between them. The
 * channels check the members of servers, devices and points. Used for one configuration.
 */
final class ConfigurationReader {

  private static final Set<String> LISTS =
      Set.of(ProductPoints.MODELS, "serverList", "deviceList", ProductPoints.THING_MODELS);

  /** The protocols of the guide; a configuration may have them even without a bundle for them. */
  private static final Set<String> OF_THE_GUIDE = Set.of("TCP", "RTU", FieldChannel.OPC_UA);

  private static final String SERVER_ID = "serverId";
  private static final int SHOWN = 80;

  private final Surroundings around;
  private final Findings findings = new Findings();
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final ProductPoints products;

  ConfigurationReader(Surroundings around) {
    this.around = around;
    products = new ProductPoints(around.thingModels, findings);
  }

  /**
   * What is needed to read a configuration.
   *
   * @param deviceSecret the device secret of the gateway
   * @param gateway the identity of the gateway
   * @param protocols the protocols of the channels, in their spelling
   * @param kept whether the configuration was in force before: then a protocol without a channel is
   *     not an error
   */
  record Surroundings(
      ThingModels thingModels,
      Optional<Secret> deviceSecret,
      Optional<DeviceIdentity> gateway,
      Set<String> protocols,
      boolean kept) {}

  private record Server(
      String place,
      String serverId,
      String protocol,
      Map<String, Object> members,
      Optional<Secret> password,
      List<FieldDevice> devices) {

    FieldServer served() {
      return new FieldServer(place, serverId, protocol, members, password, devices);
    }
  }

  FieldConfiguration read(byte[] json) {
    try {
      @Nullable Object document = Json.readExact(json);
      if (document instanceof Map<?, ?> map) {
        read(map);
      } else {
        findings.error("configuration", "", "is not an object");
      }
    } catch (JsonException e) {
      findings.error(
          "configuration",
          "",
          e.getMessage() + e.place().map(place -> " (" + place + ")").orElse(""));
    }
    return new FieldConfiguration(
        servers.values().stream().map(Server::served).toList(),
        findings.remarks(),
        findings.errors());
  }

  private void read(Map<?, ?> document) {
    List<?> models = findings.list(document, ProductPoints.MODELS);
    List<?> serverList = findings.list(document, "serverList");
    List<?> devices = findings.list(document, "deviceList");
    List<?> tsls = findings.list(document, ProductPoints.THING_MODELS);
    Set<String> others = new TreeSet<>();
    document.keySet().forEach(name -> others.add(String.valueOf(name)));
    others.removeAll(LISTS);
    if (!others.isEmpty()) {
      findings.remark(
          "unknown members are ignored: " + VisibleText.of(String.join(", ", others), SHOWN));
    }
    products.read(models, tsls);
    for (int i = 0; i < serverList.size(); i++) {
      server(serverList.get(i), "serverList[" + i + "]");
    }
    Devices reading = new Devices();
    for (int i = 0; i < devices.size(); i++) {
      reading.read(devices.get(i), "deviceList[" + i + "]");
    }
    for (String product : products.productKeys()) {
      if (!reading.used.contains(product)) {
        findings.remark("modelList has product " + product + ", but no device has it");
      }
    }
    servers.values().forEach(this::checkProtocol);
  }

  private void server(@Nullable Object value, String place) {
    Map<?, ?> entry = findings.object(value, place).orElse(Map.of());
    Optional<String> id =
        entry.isEmpty() ? Optional.empty() : findings.text(entry, place, SERVER_ID);
    if (id.isEmpty()) {
      return;
    }
    if (servers.containsKey(id.get())) {
      findings.error(
          place, SERVER_ID, id.get() + " occurs twice, first at " + servers.get(id.get()).place());
      return;
    }
    Map<String, Object> members = ProductPoints.members(entry);
    Object encrypted = members.remove("password");
    servers.put(
        id.get(),
        new Server(
            place,
            id.get(),
            protocol(members, place),
            members,
            password(encrypted, place + " (" + id.get() + ")"),
            new ArrayList<>()));
  }

  private String protocol(Map<String, Object> members, String place) {
    Object said = members.get("protocol");
    if (said != null && !(said instanceof String)) {
      findings.error(place, "protocol", "is not a string");
    }
    return protocol(members, around.protocols);
  }

  /** Returns the protocol of a server in the spelling of the channels; empty if it has none. */
  static String protocol(Map<String, Object> members, Set<String> spoken) {
    if (!members.containsKey("protocol") && members.containsKey("url")) {
      return FieldChannel.OPC_UA;
    }
    String text = members.get("protocol") instanceof String said ? said.strip() : "";
    String plain = plain(text);
    return Stream.concat(spoken.stream(), OF_THE_GUIDE.stream())
        .filter(known -> plain(known).equals(plain))
        .findFirst()
        .orElse(text);
  }

  /** Normalizes a protocol: {@code OPC UA}, {@code opcua} and {@code OPC_UA} are the same. */
  private static String plain(String protocol) {
    return protocol.replaceAll("[ _-]", "").toUpperCase(Locale.ROOT);
  }

  private Optional<Secret> password(@Nullable Object encrypted, String place) {
    if (encrypted == null || "".equals(encrypted)) {
      return Optional.empty();
    }
    if (!(encrypted instanceof String text)) {
      findings.error(place, "password", "is not a string");
      return Optional.empty();
    }
    try {
      return Optional.of(EncryptedPassword.decrypt(text, around.deviceSecret));
    } catch (IllegalArgumentException e) {
      findings.error(place, "password", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void checkProtocol(Server server) {
    String protocol = server.protocol;
    if (around.protocols.contains(protocol)) {
      return;
    }
    Set<String> known = new TreeSet<>(OF_THE_GUIDE);
    known.addAll(around.protocols);
    boolean foreign =
        server.devices.stream()
            .map(device -> products.find(device.identity().productKey()))
            .allMatch(product -> product.filter(ProductPoints.Product::custom).isPresent());
    String what = protocol.isEmpty() ? "no protocol" : VisibleText.of(protocol, SHOWN);
    if (OF_THE_GUIDE.contains(protocol) || around.kept || foreign) {
      findings.remark(
          server.place
              + " ("
              + server.serverId
              + ") is left out: "
              + (protocol.isEmpty() ? "it has no protocol" : "no bundle for protocol " + what)
              + (server.devices.isEmpty() ? "" : "; with it " + named(server.devices)));
    } else {
      findings.error(
          server.place, "protocol", "is " + what + "; allowed are " + String.join(", ", known));
    }
  }

  private static String named(List<FieldDevice> devices) {
    return devices.stream()
        .limit(10)
        .map(device -> device.identity().toString())
        .collect(Collectors.joining(", "));
  }

  /** Reads the devices and their references to servers and products. */
  private final class Devices {

    private final Map<DeviceIdentity, String> places = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Set<String> undescribed = new HashSet<>();

    void read(@Nullable Object value, String place) {
      Map<?, ?> entry = findings.object(value, place).orElse(Map.of());
      if (entry.isEmpty()) {
        return;
      }
      Optional<String> product = findings.text(entry, place, "productKey");
      Optional<String> name = findings.text(entry, place, "deviceName");
      if (product.isEmpty() || name.isEmpty()) {
        return;
      }
      used.add(product.get());
      DeviceIdentity identity = new DeviceIdentity(product.get(), name.get());
      boolean right = checkIdentity(identity, place);
      Optional<ProductPoints.Product> of = checkProduct(product.get(), place);
      Optional<Server> server = server(entry, place, of, identity);
      if (right && of.isPresent() && server.isPresent()) {
        Map<String, Object> members =
            entry.get("deviceConfig") instanceof Map<?, ?> config
                ? ProductPoints.members(config)
                : Map.of();
        server.get().devices.add(new FieldDevice(place, identity, members, of.get().model()));
      }
    }

    private boolean checkIdentity(DeviceIdentity identity, String place) {
      Optional<String> problem = DeviceNames.problem(identity);
      problem.ifPresent(
          what ->
              findings.error(place, "", VisibleText.of(identity.toString(), SHOWN) + " " + what));
      if (around.gateway.filter(identity::equals).isPresent()) {
        findings.error(
            place, "deviceName", "is the gateway itself, which cannot be its own sub-device");
        return false;
      }
      String former = places.putIfAbsent(identity, place);
      if (former != null) {
        findings.error(place, "deviceName", identity + " occurs twice, first at " + former);
      }
      return problem.isEmpty() && former == null;
    }

    private Optional<ProductPoints.Product> checkProduct(String key, String place) {
      Optional<ProductPoints.Product> product = products.find(key);
      String shown = VisibleText.of(key, SHOWN);
      if (product.filter(one -> !one.isEmpty()).isEmpty()) {
        findings.error(
            place,
            "productKey",
            product.isEmpty()
                ? "is " + shown + ", which is not in modelList"
                : "is " + shown + ", whose entry in modelList has no points to read");
        return Optional.empty();
      }
      if (!product.get().described() && undescribed.add(key)) {
        findings.error(
            ProductPoints.THING_MODELS, "", "has no entry for product " + shown + " of " + place);
      }
      return product.filter(ProductPoints.Product::described);
    }

    private Optional<Server> server(
        Map<?, ?> entry,
        String place,
        Optional<ProductPoints.Product> product,
        DeviceIdentity identity) {
      Map<?, ?> config = entry.get("deviceConfig") instanceof Map<?, ?> map ? map : Map.of();
      if (product.filter(ProductPoints.Product::custom).isPresent()
          && config.get(SERVER_ID) == null) {
        findings.remark(
            place
                + " ("
                + identity
                + ") is left out: no bundle for the custom protocol of its product");
        return Optional.empty();
      }
      String at = place + ".deviceConfig";
      Optional<String> id = findings.text(config, at, SERVER_ID);
      if (id.isPresent() && !servers.containsKey(id.get())) {
        findings.error(
            at,
            SERVER_ID,
            "is " + VisibleText.of(id.get(), SHOWN) + ", which is not in serverList");
      }
      return id.map(servers::get);
    }
  }
}
