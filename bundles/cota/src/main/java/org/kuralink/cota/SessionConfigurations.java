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
 * The remote configurations of a session: the gateway's own, and those of each sub-device that
 * somebody asked for, that was pushed something, or that has an applier or something kept. Hears of
 * all of them by one handler and one listener. Everything happens on the thread of the remote
 * configuration, but for {@link #own}, {@link #of} and what is pushed.
 */
final class SessionConfigurations {

  /** So many sub-devices are configured at once; the others wait for their turn. */
  static final int AT_ONCE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(SessionConfigurations.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Registration NOTHING = () -> {};

  private final String name;
  private final ComponentThread thread;
  private final ChosenSession sessions;
  private final Configured.Maker maker;
  private final Configured own;
  private final Map<DeviceIdentity, Configured> subDevices = new ConcurrentHashMap<>();
  private @Nullable CloudSession followed;
  private Registration listener = NOTHING;
  private Registration handler = NOTHING;
  private boolean complained;
  private volatile boolean closed;

  /** The configurations without a session. */
  SessionConfigurations(ComponentThread thread, ChosenSession sessions, Configured.Maker maker) {
    this.name = thread.name();
    this.thread = thread;
    this.sessions = sessions;
    this.maker = maker;
    this.own = maker.gateway();
  }

  /** The gateway's goes on where a former process was cut off. */
  void start() {
    own.configuration().load();
    own.configuration().start();
    advance();
  }

  /** A session came or went, or the settings changed, or somebody who applies. */
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

  /** From now on hears this session, or none. */
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

  /** A session that is gone may say so. */
  private void close(Registration registration) {
    try {
      registration.close();
    } catch (RuntimeException e) {
      // It has gone before it was left.
      return;
    }
  }

  private void answer(CloudSession session) {
    if (followed != session) {
      return;
    }
    try {
      listen(session);
      handler = session.answerAll(Dialogue.PUSH, this::pushed);
      complained = false;
    } catch (RuntimeException e) {
      if (!complained) {
        complained = true;
        LOG.warn("{}: hears no push for {}: {}", name, session.identity(), e.getMessage());
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

  /** Looks who is there, and who is gone. */
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
    } else if (online && maker.isKnown(device)) {
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
    if (!subDevices.containsKey(device) && !maker.isKept(device)) {
      return;
    }
    Configured gone = open(device);
    end(device);
    try {
      gone.forget();
      LOG.info("{}: what was kept of {} is deleted, as the device is", name, device);
    } catch (IOException e) {
      LOG.warn("{}: what was kept of the deleted {} stays: {}", name, device, e.toString());
    }
  }

  private void end(DeviceIdentity device) {
    Configured gone = subDevices.remove(device);
    if (gone != null) {
      gone.configuration().stop();
      gone.board().close();
    }
  }

  /** The gateway's own; any thread may ask. */
  Configured own() {
    return own;
  }

  /** That of a device, made now if nobody has asked for it before; any thread may call. */
  Configured of(DeviceIdentity device) {
    if (isOwn(device)) {
      return own;
    }
    boolean isNew = !subDevices.containsKey(device);
    Configured found = open(device);
    if (isNew) {
      thread.run(found.configuration()::advance);
    }
    return found;
  }

  private Configured open(DeviceIdentity device) {
    return subDevices.computeIfAbsent(device, maker::subDevice);
  }

  /** What did not end in order is for nobody to wait for. */
  void fault() {
    own.configuration().fault();
    subDevices.values().forEach(one -> one.configuration().fault());
  }

  /** Ends; what is being tried goes on with the next start. */
  void close() {
    closed = true;
    follow(null);
    own.configuration().close();
    subDevices.values().forEach(one -> one.configuration().close());
  }

  /** Waits until nothing is fetched any more, for so long at most; any thread. */
  void end(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Stream.concat(Stream.of(own), subDevices.values().stream())
        .forEach(one -> one.configuration().end(Duration.ofNanos(end - System.nanoTime())));
  }

  /** Nobody is told anything any more; any thread. */
  void closeBoards() {
    own.board().close();
    subDevices.values().forEach(one -> one.board().close());
  }

  /** How many sub-devices there are something of. */
  int count() {
    return subDevices.size();
  }
}
