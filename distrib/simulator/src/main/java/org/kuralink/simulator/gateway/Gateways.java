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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.CommandResult;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.broker.Ending;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionNews;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.broker.SubDeviceSessions;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryListener;

/**
 * Gateways and their sub-devices: the operations of the operator and of the platform itself. The
 * other classes of the package answer requests of gateways.
 */
public final class Gateways implements RegistryListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String TOPO_CHANGE = "thing/topo/change";

  private final Registry registry;
  private final SessionTable sessions;
  private final Commands commands;
  private final Relations relations;
  private final TopologyRequests topology;
  private final DeviceNews news;
  private final List<Capability> all;

  /** A change of a relation, as reported by {@code thing/topo/change}. */
  public enum Change {
    /** The sub-device is behind the gateway now. */
    CREATED(0),
    /** The sub-device is no longer behind the gateway. */
    DELETED(1),
    /** The sub-device was enabled. */
    ENABLED(2),
    /** The sub-device was disabled. */
    DISABLED(8);

    private final int status;

    Change(int status) {
      this.status = status;
    }
  }

  /** The topic of the notification that a sub-device was logged out. */
  public enum NoticeTopic {
    /** {@code combine/logout_reply}. */
    LOGOUT_REPLY,
    /** {@code /ext/error}. */
    EXT_ERROR
  }

  /** Judged by these rules. */
  public Gateways(
      TopologyRules rules, SessionTable sessions, Commands commands, SessionNews sessionNews) {
    Clock clock = sessionNews.clock();
    this.registry = rules.registry();
    this.relations = rules.relations();
    this.sessions = sessions;
    this.commands = commands;
    this.news = new DeviceNews(sessionNews.journal());
    this.topology = new TopologyRequests(rules, sessions, news, clock);
    this.all =
        List.of(
            topology,
            new SubDeviceRegistration(rules),
            new Logins(
                rules,
                sessions,
                new SubDeviceSessions(registry, sessions, sessionNews),
                new LoginLimits(rules.limits(), clock)));
    registry.listen(this);
  }

  /** Returns the handlers of gateway requests. */
  public List<Capability> all() {
    return all;
  }

  /** Which sub-device is behind which gateway. */
  public Relations relations() {
    return relations;
  }

  /** Returns the devices that the gateway has found, with their times. */
  public Map<DeviceKey, Long> foundBy(DeviceKey gateway) {
    return topology.foundBy(gateway);
  }

  /** Whether the sub-device is there through a gateway. */
  public boolean isOnline(DeviceKey device) {
    return sessions.of(device).flatMap(Session::gateway).isPresent();
  }

  /** Puts the sub-device behind the gateway, which is told. */
  public void bind(DeviceKey gateway, DeviceKey device) throws RegistryException {
    registry.required(gateway);
    registry.required(device);
    if (gateway.equals(device)) {
      throw new RegistryException(
          RegistryException.Kind.INVALID, "a gateway is no sub-device of itself");
    }
    Optional<DeviceKey> old = relations.gatewayOf(device);
    if (old.isPresent() && !old.get().equals(gateway)) {
      unbind(device, true);
    }
    relations.put(device, gateway);
    news.tell(gateway, "topology");
    var unused = change(gateway, Change.CREATED, List.of(device));
  }

  /** Unbinds the sub-device from its gateway, with or without a notification; its session ends. */
  public void unbind(DeviceKey device, boolean told) throws RegistryException {
    registry.required(device);
    Optional<DeviceKey> gateway = relations.gatewayOf(device);
    if (gateway.isEmpty()) {
      throw new RegistryException(
          RegistryException.Kind.NOT_FOUND, device + " is behind no gateway");
    }
    relations.remove(device);
    news.tell(gateway.get(), "topology");
    if (told) {
      var unused = change(gateway.get(), Change.DELETED, List.of(device));
    }
    lose(device);
  }

  /** Notifies the gateway of a change, whether it happened or not. */
  public CompletableFuture<CommandResult> change(
      DeviceKey gateway, Change change, List<DeviceKey> devices) {
    JsonObject params = new JsonObject();
    params.addProperty("status", change.status);
    params.add("subList", RefusedException.names(devices));
    return commands.call(gateway, TOPO_CHANGE, params, PATIENCE);
  }

  /** Asks the gateway to add these sub-devices. */
  public CompletableFuture<CommandResult> notify(DeviceKey gateway, List<DeviceKey> devices) {
    return commands.call(
        gateway, "thing/topo/add/notify", RefusedException.names(devices), PATIENCE);
  }

  /** Lets the gateway take in whatever devices of the product it finds, for so long. */
  public CompletableFuture<CommandResult> permit(
      DeviceKey gateway, String productKey, int seconds) {
    JsonObject params = new JsonObject();
    params.addProperty("productKey", productKey);
    params.addProperty("time", seconds);
    return commands.call(gateway, "thing/gateway/permit", params, PATIENCE);
  }

  /** Forces a sub-device off; whether it was there. The notice need not say whom it concerns. */
  public boolean force(DeviceKey device, Ending why, NoticeTopic where, boolean named) {
    Optional<Session> session = sessions.of(device).filter(s -> s.gateway().isPresent());
    session.ifPresent(
        there -> {
          Session gateway = there.gateway().orElseThrow();
          String topic =
              where == NoticeTopic.EXT_ERROR
                  ? "/ext/error/" + gateway.key()
                  : "/ext/session/" + gateway.key() + "/combine/logout_reply";
          there.close(why.message());
          gateway.send(topic, why.notice(device, named), 0);
        });
    return session.isPresent();
  }

  /** Loses the session of a sub-device without telling anybody; whether there was one. */
  public boolean lose(DeviceKey device) {
    Optional<Session> session = sessions.of(device).filter(s -> s.gateway().isPresent());
    session.ifPresent(there -> there.close("lost on the platform's side"));
    return session.isPresent();
  }

  @Override
  public void productChanged(String productKey, String change) {
    // Its devices are told of one by one.
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    Optional<DeviceKey> gateway = relations.gatewayOf(key);
    switch (change) {
      case "created" -> relations.deviceCreated(key);
      case "enabled" -> gateway.ifPresent(told -> tell(told, Change.ENABLED, key));
      case "disabled" -> gateway.ifPresent(told -> tell(told, Change.DISABLED, key));
      case "deleted" -> {
        relations.gatewayNamedFor(key).ifPresent(told -> tell(told, Change.DELETED, key));
        relations.deviceDeleted(key);
      }
      default -> {
        // Nothing that a gateway is told.
      }
    }
  }

  private void tell(DeviceKey gateway, Change change, DeviceKey device) {
    news.tell(gateway, "topology");
    var unused = change(gateway, change, List.of(device));
  }
}
