/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;

/** Handles the messages of gateways about their topology (spec 9.3). */
final class TopologyRequests implements Capability {
  private static final int MAX_FOUND = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@.:-]{4,32}");

  private final TopologyRules rules;
  private final SessionTable sessions;
  private final PerDevice<Found> found;
  private final DeviceNews news;
  private final Clock clock;

  /** A device that a gateway found, and the time of the report. */
  private static final class Found {
    private final Map<DeviceKey, Long> devices =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<DeviceKey, Long> eldest) {
            return size() > MAX_FOUND;
          }
        };

    synchronized void add(List<DeviceKey> keys, long now) {
      keys.forEach(key -> devices.put(key, now));
    }

    synchronized Map<DeviceKey, Long> all() {
      return new LinkedHashMap<>(devices);
    }
  }

  /** A message whose execution may be refused. */
  private interface Order {
    JsonElement carryOut(Request request) throws RefusedException;
  }

  TopologyRequests(TopologyRules rules, SessionTable sessions, DeviceNews news, Clock clock) {
    this.rules = rules;
    this.sessions = sessions;
    this.found = PerDevice.of(rules.registry(), Found::new);
    this.news = news;
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/topo/add", request -> answer(request, this::add));
    routes.request("thing/topo/delete", request -> answer(request, this::delete));
    routes.request("thing/topo/get", request -> answer(request, this::get));
    routes.request("thing/list/found", request -> answer(request, this::found));
  }

  /** Returns the devices that the gateway found, in its order. */
  Map<DeviceKey, Long> foundBy(DeviceKey gateway) {
    return found.of(gateway).all();
  }

  private Answer answer(Request request, Order order) {
    if (request.session().gateway().isPresent()) {
      return Answer.badParameters("a sub-device has no sub-devices");
    }
    sessions.gateway(request.key());
    try {
      return Answer.success(order.carryOut(request));
    } catch (RefusedException e) {
      return new Answer(e.code(), e.words(), RefusedException.names(e.guilty()));
    }
  }

  private JsonElement add(Request request) throws RefusedException {
    List<SubDeviceEntry> entries =
        SubDeviceEntry.list(request.params(), "params", rules.limits().inOneRequest());
    SubDeviceRegistration.checkSelf(request.key(), entries);
    for (SubDeviceEntry entry : entries) {
      checkAddition(entry);
    }
    List<DeviceKey> keys = entries.stream().map(SubDeviceEntry::key).toList();
    Optional<DeviceKey> mine = Optional.of(request.key());
    long more = keys.stream().filter(key -> !rules.relations().gatewayOf(key).equals(mine)).count();
    if (rules.relations().count(request.key()) + more > rules.limits().topology()) {
      throw new RefusedException(6400, "too many subdevices under gateway", List.of());
    }
    keys.stream()
        .filter(key -> !rules.relations().gatewayOf(key).equals(mine))
        .forEach(key -> rules.relations().put(key, request.key()));
    news.tell(request.key(), "topology");
    return RefusedException.names(keys);
  }

  private void checkAddition(SubDeviceEntry entry) throws RefusedException {
    DeviceKey key = entry.key();
    rules.checkOrders(key, "thing/topo/add_reply");
    Device device = rules.device(key);
    if (!device.enabled()) {
      throw RefusedException.of(key, 6204, "device is disabled");
    }
    if (!entry.signed(device.secret(), entry.method(Optional.empty()))) {
      throw RefusedException.of(key, 401, "request auth error: signature mismatch");
    }
  }

  private JsonElement delete(Request request) throws RefusedException {
    List<SubDeviceEntry> entries =
        SubDeviceEntry.list(request.params(), "params", rules.limits().topology());
    List<DeviceKey> keys = new ArrayList<>();
    for (SubDeviceEntry entry : entries) {
      rules.checkOrders(entry.key(), "thing/topo/delete_reply");
      keys.add(rules.device(entry.key()).key());
    }
    List<DeviceKey> strange =
        keys.stream()
            .filter(key -> !rules.relations().gatewayOf(key).equals(Optional.of(request.key())))
            .toList();
    if (!strange.isEmpty()) {
      throw new RefusedException(6401, "topo relation not exist", strange);
    }
    for (DeviceKey key : keys) {
      rules.relations().remove(key);
      request.session().subDevice(key).ifPresent(s -> s.close("not in the topology any more"));
    }
    news.tell(request.key(), "topology");
    return new JsonObject();
  }

  /** The parameters are empty; the C SDK writes them as a text. */
  private JsonElement get(Request request) throws RefusedException {
    JsonElement params = request.params();
    boolean empty =
        params instanceof JsonNull
            || (params instanceof JsonObject object && object.size() == 0)
            || (params instanceof JsonArray list && list.isEmpty())
            || (params instanceof JsonPrimitive text
                && text.isString()
                && text.getAsString().matches("\\s*(\\{\\s*})?\\s*"));
    if (!empty) {
      throw RefusedException.badParameters("params must be empty");
    }
    return RefusedException.names(rules.relations().of(request.key()));
  }

  private JsonElement found(Request request) throws RefusedException {
    JsonElement given = request.params();
    List<SubDeviceEntry> entries =
        given instanceof JsonObject one
            ? List.of(SubDeviceEntry.of(one))
            : SubDeviceEntry.list(given, "params", MAX_FOUND);
    for (SubDeviceEntry entry : entries) {
      DeviceKey key = entry.key();
      if (rules.registry().product(key.productKey()).isEmpty()) {
        throw RefusedException.of(key, 6250, "product not found");
      }
      if (!NAME.matcher(key.deviceName()).matches()) {
        throw RefusedException.of(key, 6280, "devicename not meet specs");
      }
    }
    found.of(request.key()).add(entries.stream().map(SubDeviceEntry::key).toList(), clock.millis());
    news.tell(request.key(), "found");
    return new JsonObject();
  }
}
