/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.StateStore;

/**
 * Stores the gateway of each sub-device persistently, and the deleted sub-devices, whose gateways
 * are notified. Thread-safe.
 */
public final class Relations {
  private static final int DELETED_REMEMBERED = 10_000;

  private final Registry registry;
  private final PerDevice<Relation> relations;
  private final StateStore store;
  private final SessionTable sessions;
  private final Map<DeviceKey, Map<DeviceKey, Boolean>> byGateway = new ConcurrentHashMap<>();
  private final Map<DeviceKey, Boolean> deleted =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceKey, Boolean> eldest) {
          return size() > DELETED_REMEMBERED;
        }
      };

  /** The gateway of a sub-device. */
  private static final class Relation {
    private volatile Optional<DeviceKey> gateway = Optional.empty();

    JsonObject write() {
      JsonObject json = new JsonObject();
      gateway.ifPresent(key -> json.addProperty("gateway", key.toString()));
      return json;
    }

    static Relation read(JsonObject json) {
      String[] parts = json.get("gateway").getAsString().split("/", 2);
      Relation relation = new Relation();
      relation.gateway = Optional.of(new DeviceKey(parts[0], parts[1]));
      return relation;
    }
  }

  /** With what was kept in the store. */
  public Relations(Registry registry, StateStore store, SessionTable sessions) {
    this.registry = registry;
    this.relations = PerDevice.of(registry, Relation::new);
    this.store = store;
    this.sessions = sessions;
    store.keep("topology", registry, relations, Relation::write, Relation::read);
    relations.forEach(
        (device, relation) -> relation.gateway.ifPresent(gateway -> index(device, gateway)));
  }

  private void index(DeviceKey device, DeviceKey gateway) {
    byGateway.computeIfAbsent(gateway, key -> new ConcurrentHashMap<>()).put(device, true);
    sessions.gateway(gateway);
  }

  /** The gateway of the device. */
  public Optional<DeviceKey> gatewayOf(DeviceKey device) {
    return relations.of(device).gateway;
  }

  /** The gateway of a device that may be gone from the registry already. */
  Optional<DeviceKey> gatewayNamedFor(DeviceKey device) {
    return byGateway.entrySet().stream()
        .filter(entry -> entry.getValue().containsKey(device))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The sub-devices of the gateway, by name. */
  public List<DeviceKey> of(DeviceKey gateway) {
    List<DeviceKey> devices = new ArrayList<>(byGateway.getOrDefault(gateway, Map.of()).keySet());
    devices.sort(Comparator.comparing(DeviceKey::toString));
    return devices;
  }

  /** Returns all gateways with sub-devices, sorted by name. */
  public List<DeviceKey> gateways() {
    return byGateway.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(DeviceKey::toString))
        .toList();
  }

  int count(DeviceKey gateway) {
    return byGateway.getOrDefault(gateway, Map.of()).size();
  }

  /** Puts the device behind the gateway; another gateway loses it. */
  void put(DeviceKey device, DeviceKey gateway) {
    remove(device);
    if (registry.device(device).isPresent()) {
      relations.of(device).gateway = Optional.of(gateway);
      index(device, gateway);
      store.saveSoon();
    }
  }

  /** The device is behind no gateway any more. */
  void remove(DeviceKey device) {
    Relation relation = relations.of(device);
    relation.gateway.ifPresent(
        gateway -> byGateway.getOrDefault(gateway, new ConcurrentHashMap<>()).remove(device));
    relation.gateway = Optional.empty();
    store.saveSoon();
  }

  void deviceDeleted(DeviceKey device) {
    synchronized (deleted) {
      deleted.put(device, true);
    }
    byGateway.values().forEach(devices -> devices.remove(device));
    Map<DeviceKey, Boolean> left = byGateway.remove(device);
    if (left != null) {
      left.keySet().forEach(this::remove);
    }
  }

  void deviceCreated(DeviceKey device) {
    synchronized (deleted) {
      deleted.remove(device);
    }
  }

  boolean wasDeleted(DeviceKey device) {
    synchronized (deleted) {
      return deleted.containsKey(device);
    }
  }
}
