/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.simulator.live.Message;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of devices that publish without a permanent connection, over HTTPS (spec 3.4) or
 * CoAP (spec 3.3). Each authentication starts one; it ends neither the connected session of the
 * same device nor that of the other transport. Thread-safe.
 */
public final class UnconnectedSessions {
  private static final Logger LOG = LoggerFactory.getLogger(UnconnectedSessions.class);

  private final Reception reception;
  private final Transport.Kind kind;

  /** The result of processing a message. */
  public enum Outcome {
    /** The message has been processed. */
    TAKEN,
    /** The topic is not one to publish on. */
    NO_TOPIC,
    /** The topic is that of another device. */
    OF_ANOTHER,
    /** The device may not publish on this topic, though it is its own. */
    DENIED,
    /** The message exceeds the rate limit. */
    TOO_MANY
  }

  /** The caller, as far as it is known. */
  public record Caller(Optional<DeviceKey> key, String clientId, Transport way, String remote) {}

  /** Beside those of the reception, on ways of that kind. */
  public UnconnectedSessions(Reception reception, Transport.Kind kind) {
    this.reception = reception;
    this.kind = kind;
  }

  /**
   * Opens the session of a device in place of the one that it has.
   *
   * @param ended hears that the device has none any more
   */
  public Session open(Device device, Caller caller, Consumer<DeviceKey> ended) {
    Session.Terms terms =
        new Session.Terms(
            caller.clientId,
            caller.way,
            caller.remote,
            reception.news().now(),
            0,
            true,
            "signature");
    Session session =
        Session.unconnected(
            device, terms, reception.faults(), reception.news().journal(), s -> closed(s, ended));
    reception.sessions().openUnconnected(session);
    reception.registry().activate(device);
    device.seen(terms.since());
    LOG.info("{} authenticated by {} from {}", device.key(), terms.transport(), terms.remote());
    reception.news().connected(session);
    return session;
  }

  private void closed(Session session, Consumer<DeviceKey> ended) {
    boolean last = reception.sessions().closedUnconnected(session);
    LOG.info(
        "{} is logged out from {}: {}",
        session.key(),
        session.terms().transport(),
        session.endReason());
    reception.news().disconnected(session);
    if (last) {
      ended.accept(session.key());
    }
  }

  /** Reports a refused caller. */
  public void refused(Caller caller, int code, String reason) {
    String who = caller.key.map(DeviceKey::toString).orElse(caller.clientId);
    LOG.info("{} refused by {} from {}: {} {}", who, caller.way, caller.remote, code, reason);
    reception.news().unopened("refused", caller, code, reason);
  }

  /** The session of the device, if it has one. */
  public Optional<Session> of(DeviceKey key) {
    return reception.sessions().unconnected(key, kind);
  }

  /** Returns all sessions. */
  public List<Session> all() {
    return reception.sessions().unconnected(kind);
  }

  /** Processes a message as if it had arrived over MQTT; the answer is not sent. */
  public Outcome publish(Session session, String topic, byte[] payload) {
    Outcome outcome = outcome(session, topic);
    String note =
        switch (outcome) {
          case TAKEN -> "";
          case NO_TOPIC -> "refused: no topic to publish on";
          case OF_ANOTHER -> "refused: not a topic of this device";
          case DENIED -> "refused: not a topic for a device to publish on";
          case TOO_MANY -> "refused: too many messages a second";
        };
    tell(session, topic, payload, note);
    if (outcome == Outcome.TAKEN) {
      session.device().seen(reception.news().now());
      reception.publishing().uplink().message(session, topic, payload);
    }
    return outcome;
  }

  /** Records a message, and why it was not taken. */
  public void tell(Session session, String topic, byte[] payload, String note) {
    reception
        .news()
        .journal()
        .up(
            session.key(),
            Filters.shortened(topic),
            payload,
            new Message.Remarks(session.terms().transport().toString(), note));
  }

  private Outcome outcome(Session session, String topic) {
    if (topic.length() > Filters.MAX_LENGTH
        || topic.indexOf(Filters.NUL) >= 0
        || topic.indexOf('+') >= 0
        || topic.indexOf('#') >= 0
        || TopicAccess.customFault(topic).isPresent()) {
      return Outcome.NO_TOPIC;
    }
    Optional<DeviceKey> owner = TopicAccess.owner(topic);
    if (owner.isPresent() && !owner.get().equals(session.key())) {
      return Outcome.OF_ANOTHER;
    }
    // Sub-devices are there over the connection of their gateway, which this is not.
    if (topic.startsWith("/ext/session/") || topic.endsWith(TopicAccess.OF_APPLICATIONS)) {
      return Outcome.DENIED;
    }
    if (!session.access().allows(topic)) {
      return Outcome.NO_TOPIC;
    }
    if (TopicAccess.isOfThePlatform(topic)) {
      return Outcome.DENIED;
    }
    return reception.publishing().dropped(session.key()).isPresent()
        ? Outcome.TOO_MANY
        : Outcome.TAKEN;
  }
}
