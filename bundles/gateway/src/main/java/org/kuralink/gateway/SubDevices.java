/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.gateway.GatewayStatus;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceException;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceListener;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.gateway.SubDeviceTransitions.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sub-devices of a gateway: puts together what brings them online, and is what the connection
 * sees of them. Everything is decided on one thread; any thread may call.
 */
final class SubDevices implements GatewayCapability {

  private static final Logger LOG = LoggerFactory.getLogger(SubDevices.class);
  private static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private final GatewayCore core;
  private final GatewayTime time;
  private final Outsiders outsiders;
  private final Callers callers;
  private final Consequences consequences;
  private final Pace pace;
  private final Planner planner;
  private final Naming naming;
  private final Permits permits;
  private final PlatformNotices notices;
  private final GatewayRequests requests;

  /** By the lane of each, for one that listens twice is told twice. */
  private final Map<Outsiders, SubDeviceListener> listeners;

  private volatile GatewaySettings settings;
  private volatile DeviceIdentity gateway = NOBODY;
  private volatile boolean online;
  private volatile Optional<Instant> full = Optional.empty();
  private volatile Optional<Instant> topologyRead = Optional.empty();
  private volatile Supplier<Optional<Secret>> secret = Optional::empty;
  private @Nullable GatewaySession session;
  private @Nullable Registration linkListener;
  private boolean closed;

  /**
   * Sub-devices without a session yet.
   *
   * @param name of the component
   * @param file what lasts
   * @param listeners who hears what becomes of them, each on a lane; grows with those who come
   */
  SubDevices(
      String name,
      GatewaySettings settings,
      GatewayTime time,
      SubDeviceFile file,
      Map<Outsiders, SubDeviceListener> listeners) {
    this.settings = settings;
    this.time = time;
    this.listeners = listeners;
    Roster roster = new Roster(name, time);
    core = new GatewayCore(name, () -> this.settings, () -> gateway, time, roster, file);
    outsiders = new Outsiders("kuralink-gateway-" + name + "-callers", time.thread());
    callers = new Callers(time, outsiders);
    pace = new Pace(core.settings(), time);
    consequences = new Consequences(core, pace);
    planner = new Planner(core, consequences, pace, new Sending());
    naming = new Naming(core, consequences, planner::look);
    permits = new Permits(time);
    notices = new PlatformNotices(core, naming, consequences, permits, planner::look);
    requests = new GatewayRequests(core, this, naming, consequences, callers);
    roster.onMove(this::moved);
  }

  /** Where batches go: to the session that there is. */
  private final class Sending implements Planner.Outgoings {

    @Override
    public boolean isOnline() {
      GatewaySession present = session;
      full = pace.fullSince().map(time::instantOf);
      return present != null && present.isOnline();
    }

    @Override
    public void send(Batch batch) {
      GatewaySession present = session;
      if (present != null) {
        present.send(batch);
      }
    }
  }

  /** Reads what was kept, and begins with what is configured. */
  void begin() {
    time.thread()
        .execute(
            () -> {
              try {
                core.file().read();
              } catch (IOException e) {
                core.file().complain(e);
              }
              naming.begin(core.file().recentLogins(time.instant()));
            });
  }

  /** Another configuration. */
  void configure(GatewaySettings next) {
    decide(
        () -> {
          GatewaySettings before = settings;
          settings = next;
          naming.configured(next.devices(), before.devices());
          GatewaySession present = session;
          if (present != null) {
            present.topology().subscribeExplicitly(next.subscribeExplicitly());
          }
          boolean secrets =
              !before.productSecrets().equals(next.productSecrets())
                  || before.dynamicRegistration() != next.dynamicRegistration();
          if (secrets) {
            withoutSecret(SubDeviceState.REFUSED, SubDeviceState.FOUND).forEach(consequences::anew);
          }
          planner.look();
        });
  }

  private List<KnownDevice> withoutSecret(SubDeviceState... states) {
    return core.roster().all().stream()
        .filter(each -> each.secret() == null && List.of(states).contains(each.state))
        .toList();
  }

  /** A store of secrets is there now, or another one: it may have some that are missing here. */
  void credentialsCame() {
    decide(
        () -> {
          withoutSecret(SubDeviceState.REFUSED, SubDeviceState.FOUND, SubDeviceState.UNREGISTERED)
              .forEach(consequences::anew);
          core.roster().all().stream().filter(each -> each.unsaved).forEach(KnownDevice::noPause);
          planner.look();
        });
  }

  /** What the session says of its own secret. Any thread may call. */
  Optional<Secret> deviceSecret() {
    return secret.get();
  }

  /** The session whose sub-devices these are; it may be online already. */
  @Override
  public void open(Topology topology) {
    secret = topology::deviceSecret;
    decide(
        () -> {
          close(session);
          gateway = topology.session().identity();
          GatewaySession opened =
              new GatewaySession(
                  core, topology, consequences, pace, planner::look, notices::unasked);
          session = opened;
          notices.attach(topology.session());
          topology.subscribeExplicitly(settings.subscribeExplicitly());
          LinkListener listener = up -> decide(() -> link(opened, up));
          linkListener = topology.session().link().addListener(listener);
          takeOver(topology);
          link(opened, topology.session().link().isOnline());
        });
  }

  /** What is logged in over the present link stays so when this bundle was replaced. */
  private void takeOver(Topology topology) {
    naming.lookForItself();
    List<KnownDevice> bound = new ArrayList<>();
    for (KnownDevice device : List.copyOf(core.roster().all())) {
      if (naming.isGateway(device.identity)) {
        core.roster().remove(device);
      } else if (device.state == SubDeviceState.DELETED) {
        topology.deleted(device.identity);
      } else if (topology.session().link(device.identity).isOnline()) {
        if (device.state == SubDeviceState.UNBOUND) {
          // Nobody is logged in who is not in the topology.
          device.bound = true;
          bound.add(device);
          core.roster().go(device, Event.NEEDS_LOGIN);
        }
        if (device.state == SubDeviceState.OFFLINE) {
          device.cameOnline(time.now());
          core.roster().go(device, Event.LOGGED_IN);
        }
      }
    }
    consequences.keep(bound);
  }

  private void link(GatewaySession of, boolean up) {
    if (of == session) {
      online = up;
      of.online(up);
    }
  }

  /** The platform has refused a message of a device that has no session there. */
  @Override
  public void refused(Topology topology, DeviceIdentity device, Reply why) {
    decide(
        () -> {
          GatewaySession present = session;
          if (present != null && present.topology() == topology) {
            notices.refused(device, why);
          }
        });
  }

  /** A session is gone, or not ours any more. */
  @Override
  public void close(Topology topology) {
    decide(
        () -> {
          GatewaySession present = session;
          if (present != null && present.topology() == topology) {
            close(present);
          }
        });
  }

  private void close(@Nullable GatewaySession present) {
    if (present != null) {
      Registration listener = linkListener;
      if (listener != null) {
        listener.close();
      }
      notices.detach();
      present.close();
      link(present, false);
      session = null;
    }
  }

  /** Ends; what is logged in stays so. */
  void end() {
    decide(
        () -> {
          closed = true;
          GatewaySession present = session;
          if (present != null) {
            Registration listener = linkListener;
            if (listener != null) {
              listener.close();
            }
            notices.detach();
            present.close();
            session = null;
          }
          callers.close();
          core.file().close();
        });
  }

  private void moved(KnownDevice device, SubDeviceState from, SubDeviceStatus status) {
    GatewaySession present = session;
    if (present != null && from != device.state) {
      Topology topology = present.topology();
      if (from == SubDeviceState.DELETED) {
        topology.added(device.identity);
      }
      if (device.state == SubDeviceState.ONLINE) {
        topology.loggedIn(device.identity);
      } else if (device.state == SubDeviceState.DELETED) {
        topology.deleted(device.identity);
      } else if (from == SubDeviceState.ONLINE) {
        topology.loggedOut(device.identity);
      }
    }
    callers.look(status);
    listeners.forEach(
        (lane, listener) ->
            lane.run(
                "listener " + listener.getClass().getName(), () -> listener.changed(from, status)));
  }

  /** Does something on the gateway's thread. */
  void decide(Runnable decision) {
    try {
      time.thread()
          .execute(
              () -> {
                if (!closed) {
                  decision.run();
                }
              });
    } catch (RejectedExecutionException e) {
      LOG.trace("{}: has ended", core.name());
    }
  }

  Naming naming() {
    return naming;
  }

  /** What is asked for. */
  GatewayRequests requests() {
    return requests;
  }

  Permits permits() {
    return permits;
  }

  /** The session there is, if any. */
  @Nullable GatewaySession session() {
    return session;
  }

  void look() {
    planner.look();
  }

  void topologyRead(Instant at) {
    topologyRead = Optional.of(at);
  }

  Roster roster() {
    return core.roster();
  }

  GatewayStatus status() {
    Roster roster = core.roster();
    return new GatewayStatus(
        online,
        roster.size(),
        roster.counts(),
        roster.wanted(),
        pace.logins(),
        pace.inFlight(),
        full,
        topologyRead,
        permits.shown(),
        problems().toList());
  }

  /** What is wrong: with the configuration, with the property's name, and with the disk. */
  Stream<String> problems() {
    return Stream.of(
            settings.problems().stream(), naming.problems().stream(), core.file().fault().stream())
        .flatMap(faults -> faults);
  }

  void permit(String productKey, Duration span) {
    permits.permit(productKey, span);
  }

  Registration listen(SubDeviceListener listener) {
    Outsiders lane = new Outsiders("kuralink-gateway-" + core.name() + "-listener", time.thread());
    listeners.put(lane, listener);
    return () -> {
      listeners.remove(lane);
      lane.end();
    };
  }

  /** A failure of a caller's own making. */
  static SubDeviceException ended(Instant now) {
    return new SubDeviceException(
        new SubDeviceError(SubDeviceFault.CLOSED, Optional.empty(), "the gateway has ended", now));
  }
}
