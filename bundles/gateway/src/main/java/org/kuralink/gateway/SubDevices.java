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
 * The sub-devices of a gateway: connects the parts that bring them online, and implements the
 * capability for the bundle connection. All changes run on the gateway's thread; any thread may
 * call.
 */
final class SubDevices implements GatewayCapability {

  private static final Logger LOG = LoggerFactory.getLogger(SubDevices.class);
  private static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private final GatewayCore core;
  private final GatewayTime time;
  private final ForeignCodeThread outsiders;
  private final WaitingCallers callers;
  private final ErrorPolicy errors;
  private final RequestPacing pace;
  private final Planner planner;
  private final DeviceSources naming;
  private final Permits permits;
  private final PlatformNotices notices;
  private final GatewayRequests requests;

  /** The listeners by their threads; an object that is added twice is called twice. */
  private final Map<ForeignCodeThread, SubDeviceListener> listeners;

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
   * Creates sub-devices without a session.
   *
   * @param name the name of the component
   * @param file the stored state
   * @param listeners the listeners for changes, each with its own thread; {@link #listen} adds some
   */
  SubDevices(
      String name,
      GatewaySettings settings,
      GatewayTime time,
      SubDeviceFile file,
      Map<ForeignCodeThread, SubDeviceListener> listeners) {
    this.settings = settings;
    this.time = time;
    this.listeners = listeners;
    Roster roster = new Roster(name, time);
    core = new GatewayCore(name, () -> this.settings, () -> gateway, time, roster, file);
    outsiders = new ForeignCodeThread("kuralink-gateway-" + name + "-callers", time.thread());
    callers = new WaitingCallers(time, outsiders);
    pace = new RequestPacing(core.settings(), time);
    errors = new ErrorPolicy(core, pace);
    planner = new Planner(core, errors, pace, new Sending());
    naming = new DeviceSources(core, errors, planner::look);
    permits = new Permits(time);
    notices = new PlatformNotices(core, naming, errors, permits, planner::look);
    requests = new GatewayRequests(core, this, naming, errors, callers);
    roster.onMove(this::moved);
  }

  /** Sends batches over the current session. */
  private final class Sending implements Planner.Sender {

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

  /** Reads the stored state and adds the configured devices. */
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

  /** Applies changed settings. */
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
            withoutSecret(SubDeviceState.REFUSED, SubDeviceState.FOUND).forEach(errors::anew);
          }
          planner.look();
        });
  }

  private List<KnownDevice> withoutSecret(SubDeviceState... states) {
    return core.roster().all().stream()
        .filter(each -> each.secret() == null && List.of(states).contains(each.state))
        .toList();
  }

  /** Follows a new credential store: it may have secrets that are missing here. */
  void credentialsCame() {
    decide(
        () -> {
          withoutSecret(SubDeviceState.REFUSED, SubDeviceState.FOUND, SubDeviceState.UNREGISTERED)
              .forEach(errors::anew);
          core.roster().all().stream().filter(each -> each.unsaved).forEach(KnownDevice::noPause);
          planner.look();
        });
  }

  /** Returns the device secret of the gateway. Any thread may call. */
  Optional<Secret> deviceSecret() {
    return secret.get();
  }

  /** Takes the session of these sub-devices; it may be online already. */
  @Override
  public void open(Topology topology) {
    secret = topology::deviceSecret;
    decide(
        () -> {
          close(session);
          gateway = topology.session().identity();
          GatewaySession opened =
              new GatewaySession(core, topology, errors, pace, planner::look, notices::unasked);
          session = opened;
          notices.attach(topology.session());
          topology.subscribeExplicitly(settings.subscribeExplicitly());
          LinkListener listener = up -> decide(() -> link(opened, up));
          linkListener = topology.session().link().addListener(listener);
          takeOver(topology);
          link(opened, topology.session().link().isOnline());
        });
  }

  /** Takes over the devices that stayed logged in while this bundle was replaced. */
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
          // A device that is logged in is in the topology.
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
    errors.keep(bound);
  }

  private void link(GatewaySession of, boolean up) {
    if (of == session) {
      online = up;
      of.online(up);
    }
  }

  /** Takes the refusal of a message of a device. */
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

  /** Drops a session that has gone or does not belong to these sub-devices any more. */
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

  /** Stops; devices that are logged in stay so. */
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

  /** Runs a task on the gateway's thread. */
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

  DeviceSources naming() {
    return naming;
  }

  /** Returns the requests of operators and applications. */
  GatewayRequests requests() {
    return requests;
  }

  Permits permits() {
    return permits;
  }

  /** Returns the current session, or null. */
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

  /** Returns the problems of the configuration, with their properties, and of the disk. */
  Stream<String> problems() {
    return Stream.of(
            settings.problems().stream(), naming.problems().stream(), core.file().fault().stream())
        .flatMap(faults -> faults);
  }

  void permit(String productKey, Duration span) {
    permits.permit(productKey, span);
  }

  Registration listen(SubDeviceListener listener) {
    ForeignCodeThread lane =
        new ForeignCodeThread("kuralink-gateway-" + core.name() + "-listener", time.thread());
    listeners.put(lane, listener);
    return () -> {
      listeners.remove(lane);
      lane.end();
    };
  }

  /** Creates the failure of calls after the deactivation. */
  static SubDeviceException ended(Instant now) {
    return new SubDeviceException(
        new SubDeviceError(
            SubDeviceFault.CLOSED, Optional.empty(), "the gateway was deactivated", now));
  }
}
