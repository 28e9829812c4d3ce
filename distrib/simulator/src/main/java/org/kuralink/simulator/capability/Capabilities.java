/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.capability;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.broker.SessionNews;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.custom.CustomTopics;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.gateway.GatewayLimits;
import org.kuralink.simulator.gateway.Gateways;
import org.kuralink.simulator.gateway.Relations;
import org.kuralink.simulator.gateway.TopologyRules;
import org.kuralink.simulator.life.DeviceLogs;
import org.kuralink.simulator.life.NetworkTime;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.StateStore;
import org.kuralink.simulator.shadow.Shadows;
import org.kuralink.simulator.thing.DesiredProperties;
import org.kuralink.simulator.thing.Events;
import org.kuralink.simulator.thing.HistoryPost;
import org.kuralink.simulator.thing.PackPost;
import org.kuralink.simulator.thing.PropertyPost;
import org.kuralink.simulator.thing.RawData;
import org.kuralink.simulator.thing.Tags;
import org.kuralink.simulator.thing.ThingModelQuery;

/** The list of the platform's capabilities; a new capability is added here. */
public final class Capabilities {
  private final Events events;
  private final DesiredProperties desired;
  private final RawData raw;
  private final Tags tags;
  private final Shadows shadows;
  private final DeviceLogs logs;
  private final CustomTopics custom;
  private final Gateways gateways;
  private final List<Capability> all;

  /** The services that capabilities use. */
  public record Ground(
      Registry registry,
      StateStore store,
      SessionTable sessions,
      Commands commands,
      FaultTable faults,
      SessionNews sessionNews,
      GatewayLimits gatewayLimits) {}

  /** All of them. */
  public Capabilities(Ground ground) {
    Registry registry = ground.registry;
    StateStore store = ground.store;
    Clock clock = ground.sessionNews.clock();
    DeviceNews news = new DeviceNews(ground.sessionNews.journal());
    events = new Events(registry, news, clock);
    desired = new DesiredProperties(registry, store, ground.commands, news, clock);
    raw = new RawData(registry, news, clock);
    tags = new Tags(registry, store, news);
    shadows = new Shadows(registry, store, ground.sessions, ground.faults, news, clock);
    logs = new DeviceLogs(registry, ground.commands, news);
    custom = new CustomTopics(registry, news, clock);
    gateways =
        new Gateways(
            new TopologyRules(
                registry,
                new Relations(registry, store, ground.sessions),
                ground.faults,
                ground.gatewayLimits),
            ground.sessions,
            ground.commands,
            ground.sessionNews);
    List<Capability> ofDevices =
        List.of(
            new PropertyPost(registry, news, clock),
            new HistoryPost(registry, events, news, clock),
            new PackPost(registry, events, news, clock),
            new ThingModelQuery(registry),
            new NetworkTime(clock),
            events,
            desired,
            raw,
            tags,
            shadows,
            logs,
            custom);
    all = Stream.concat(ofDevices.stream(), gateways.all().stream()).toList();
  }

  /** All of them. */
  public List<Capability> all() {
    return all;
  }

  /** Events of devices. */
  public Events events() {
    return events;
  }

  /** Desired property values. */
  public DesiredProperties desired() {
    return desired;
  }

  /** Raw data of devices. */
  public RawData raw() {
    return raw;
  }

  /** Tags of devices. */
  public Tags tags() {
    return tags;
  }

  /** Shadows of devices. */
  public Shadows shadows() {
    return shadows;
  }

  /** Log lines of devices. */
  public DeviceLogs logs() {
    return logs;
  }

  /** Gateways and their sub-devices. */
  public Gateways gateways() {
    return gateways;
  }

  public CustomTopics custom() {
    return custom;
  }
}
