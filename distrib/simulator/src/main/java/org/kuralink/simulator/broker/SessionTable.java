/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * The current sessions: for each device at most one connected session, and one session for each
 * transport without a permanent connection. Thread-safe.
 */
public final class SessionTable {
  private final Map<DeviceKey, Session> sessions = new ConcurrentHashMap<>();
  private final Map<Seat, Session> unconnected = new ConcurrentHashMap<>();
  private final Map<DeviceKey, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final Set<DeviceKey> gateways = ConcurrentHashMap.newKeySet();

  /** The position of a session without a connection. */
  private record Seat(DeviceKey key, Transport.Kind kind) {
    static Seat of(Session session) {
      return new Seat(session.key(), session.terms().transport().kind());
    }
  }

  /** The mailbox of a client and whether it existed before. */
  record Lease(Mailbox mailbox, boolean present) {}

  Lease lease(DeviceKey key, boolean clean) {
    if (clean) {
      mailboxes.remove(key);
      return new Lease(new Mailbox(), false);
    }
    Mailbox fresh = new Mailbox();
    Mailbox kept = mailboxes.putIfAbsent(key, fresh);
    return kept == null ? new Lease(fresh, false) : new Lease(kept, true);
  }

  void open(Session session) {
    Session old = sessions.put(session.key(), session);
    if (old != null) {
      old.end(Ending.ELSEWHERE, "the same identity logged in from " + session.terms().remote());
    }
  }

  void closed(Session session) {
    sessions.remove(session.key(), session);
  }

  /** Opens one without a connection, in place of another; the connected one stays. */
  void openUnconnected(Session session) {
    Session old = unconnected.put(Seat.of(session), session);
    if (old != null) {
      old.close("authenticated again");
    }
  }

  /** Whether it was the last of its device and kind. */
  boolean closedUnconnected(Session session) {
    return unconnected.remove(Seat.of(session), session);
  }

  /** The session without a connection, if the device has one of that kind. */
  Optional<Session> unconnected(DeviceKey key, Transport.Kind kind) {
    return Optional.ofNullable(unconnected.get(new Seat(key, kind)));
  }

  /** Returns all sessions of this kind. */
  List<Session> unconnected(Transport.Kind kind) {
    return unconnected.entrySet().stream()
        .filter(entry -> entry.getKey().kind == kind)
        .map(Map.Entry::getValue)
        .toList();
  }

  private List<Session> unconnected(DeviceKey key) {
    return Stream.of(Transport.Kind.values())
        .flatMap(kind -> unconnected(key, kind).stream())
        .toList();
  }

  /** The session of the device, if it has one: the connected one if it has both. */
  public Optional<Session> any(DeviceKey key) {
    return of(key).or(() -> unconnected(key).stream().findFirst());
  }

  /** Ends those without a connection; they come back with another authentication. */
  public void endUnconnected(DeviceKey key, String reason) {
    unconnected(key).forEach(session -> session.close(reason));
  }

  /** The session of the device, if it is connected. */
  public Optional<Session> of(DeviceKey key) {
    return Optional.ofNullable(sessions.get(key));
  }

  /** How many are connected. */
  public int count() {
    return sessions.size();
  }

  /** Returns all sessions, sorted by device. */
  public List<Session> all() {
    List<Session> all = new ArrayList<>(sessions.values());
    all.addAll(unconnected.values());
    all.sort(Comparator.comparing(session -> session.key().toString()));
    return all;
  }

  /** Ends all sessions of the device; whether it was connected. */
  public boolean kick(DeviceKey key, String reason) {
    endUnconnected(key, reason);
    Session session = sessions.get(key);
    if (session != null) {
      session.end(Ending.ELSEWHERE, reason);
    }
    return session != null;
  }

  /** The device is a gateway: what it publishes for others is refused, not held against it. */
  public void gateway(DeviceKey key) {
    gateways.add(key);
  }

  boolean isGateway(DeviceKey key) {
    return gateways.contains(key);
  }

  /** Forgets what was kept for the device. */
  public void forget(DeviceKey key) {
    mailboxes.remove(key);
  }

  /** Keeps a QoS 1 message for a device that is away but asked for a persistent session. */
  public boolean keep(DeviceKey key, String topic, byte[] payload) {
    Mailbox mailbox = mailboxes.get(key);
    return mailbox != null && mailbox.keep(topic, payload) != 0;
  }
}
