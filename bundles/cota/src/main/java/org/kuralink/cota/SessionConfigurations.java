/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.calls.ComponentThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote configurations of a session: that of the gateway, and that of each sub-device that an
 * application asked for, that received a push, or that has an applier or stored data. It receives
 * the messages of all devices by one handler and one listener. Everything happens on the thread of
 * the remote configuration, except {@link #own}, {@link #of} and the receipt of pushes.
 */
final class SessionConfigurations {

  /** The number of sub-devices that are configured at a time; the others wait. */
  static final int AT_ONCE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(SessionConfigurations.class);
  private static final String PUSH = "thing.config.push";
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Registration NOTHING = () -> {};

  private final String name;
  private final ComponentThread thread;
  private final ChosenSession sessions;
  private final ConfiguredDevice.Factory factory;
  private final ConfiguredDevice own;
  private final Map<DeviceIdentity, ConfiguredDevice> subDevices = new ConcurrentHashMap<>();
  private @Nullable CloudSession followed;
  private Registration listener = NOTHING;
  private Registration handler = NOTHING;
  private boolean complained;
  private volatile boolean closed;

  /** Creates the configurations, without a session. */
  SessionConfigurations(
      ComponentThread thread, ChosenSession sessions, ConfiguredDevice.Factory factory) {
    this.name = thread.name();
    this.thread = thread;
    this.sessions = sessions;
    this.factory = factory;
    this.own = factory.gateway();
  }

  /** Resumes the gateway's configuration where a former process was interrupted. */
  void start() {
    own.configuration().load();
    own.configuration().start();
    advance();
  }

  /** Handles a change of the session, the settings or the services. */
  void advance() {
    if (closed) {
      return;
    }
    CloudSession present = sessions.session().orElse(null);
    follow(present);
    if (present != null && subDevices.containsKey(present.identity())) {
      end(present.identity());
    }
    own.configuration().advance();
    subDevices.values().forEach(one -> one.configuration().advance());
    if (present != null) {
      meet(present);
    }
  }

  /** Follows this session from now on, or none. */
  private void follow(@Nullable CloudSession session) {
    if (followed == session) {
      return;
    }
    close(listener);
    close(handler);
    listener = NOTHING;
    handler = NOTHING;
    followed = session;
    if (session != null) {
      answer(session);
    }
  }

  /** Closes a registration; a session that has stopped may throw. */
  private void close(Registration registration) {
    try {
      registration.close();
    } catch (RuntimeException e) {
      // The session has stopped before.
      return;
    }
  }

  private void answer(CloudSession session) {
    if (followed != session) {
      return;
    }
    try {
      listen(session);
      handler = session.answerAll(PUSH, this::pushed);
      complained = false;
    } catch (RuntimeException e) {
      if (!complained) {
        complained = true;
        LOG.warn("{}: cannot receive pushes for {}: {}", name, session.identity(), e.getMessage());
      }
      thread.later(PAUSE, () -> answer(session));
    }
  }

  private void listen(CloudSession session) {
    if (listener == NOTHING) {
      listener =
          session.addLinkListener(
              (link, online) ->
                  thread.run(
                      () -> {
                        if (followed == session) {
                          changed(link, online);
                        }
                      }));
    }
  }

  /** Checks which devices are online and which were deleted. */
  private void meet(CloudSession present) {
    for (DeviceLink link : present.links()) {
      DeviceIdentity device = link.identity();
      boolean isOther = !device.equals(present.identity()) && !subDevices.containsKey(device);
      if (link.isDeleted() || (isOther && link.isOnline())) {
        changed(link, link.isOnline());
      }
    }
  }

  private void changed(DeviceLink link, boolean online) {
    DeviceIdentity device = link.identity();
    if (closed) {
      return;
    }
    if (link.isDeleted()) {
      forget(device);
    } else if (isOwn(device)) {
      own.configuration().changed(online);
    } else if (subDevices.containsKey(device)) {
      subDevices.get(device).configuration().changed(online);
    } else if (online && factory.isKnown(device)) {
      open(device).configuration().advance();
    }
  }

  private CompletionStage<Reply> pushed(DeviceLink link, Request request) {
    return of(link.identity()).configuration().pushed(link, request);
  }

  private boolean isOwn(DeviceIdentity device) {
    return sessions.session().filter(one -> one.identity().equals(device)).isPresent();
  }

  private void forget(DeviceIdentity device) {
    if (!subDevices.containsKey(device) && !factory.isKept(device)) {
      return;
    }
    ConfiguredDevice gone = open(device);
    end(device);
    try {
      gone.forget();
      LOG.info("{}: deleted the stored data of the deleted device {}", name, device);
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot delete the stored data of the deleted device {}: {}",
          name,
          device,
          e.toString());
    }
  }

  private void end(DeviceIdentity device) {
    ConfiguredDevice gone = subDevices.remove(device);
    if (gone != null) {
      gone.configuration().stop();
      gone.machine().close();
    }
  }

  /** Returns the configuration of the gateway; any thread may call. */
  ConfiguredDevice own() {
    return own;
  }

  /**
   * Returns the configuration of a device, and creates it on the first call; any thread may call.
   */
  ConfiguredDevice of(DeviceIdentity device) {
    if (isOwn(device)) {
      return own;
    }
    boolean isNew = !subDevices.containsKey(device);
    ConfiguredDevice found = open(device);
    if (isNew) {
      thread.run(found.configuration()::advance);
    }
    return found;
  }

  private ConfiguredDevice open(DeviceIdentity device) {
    return subDevices.computeIfAbsent(device, factory::subDevice);
  }

  /** Ends the current jobs after an internal error. */
  void fault() {
    own.configuration().fault();
    subDevices.values().forEach(one -> one.configuration().fault());
  }

  /** Stops; a trial in progress is resumed at the next start. */
  void close() {
    closed = true;
    follow(null);
    own.configuration().close();
    subDevices.values().forEach(one -> one.configuration().close());
  }

  /** Waits until no download is in progress, up to this time; any thread may call. */
  void end(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Stream.concat(Stream.of(own), subDevices.values().stream())
        .forEach(one -> one.configuration().end(Duration.ofNanos(end - System.nanoTime())));
  }

  /** Notifies no listener any more; any thread may call. */
  void closeListeners() {
    own.machine().close();
    subDevices.values().forEach(one -> one.machine().close());
  }

  /** Returns the number of sub-devices that have a configuration. */
  int count() {
    return subDevices.size();
  }
}
