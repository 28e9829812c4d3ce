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
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the sessions of sub-devices on the connections of their gateways. */
public final class SubDeviceSessions {
  private static final Logger LOG = LoggerFactory.getLogger(SubDeviceSessions.class);

  private final Registry registry;
  private final SessionTable sessions;
  private final SessionNews news;

  /** In this table. */
  public SubDeviceSessions(Registry registry, SessionTable sessions, SessionNews news) {
    this.registry = registry;
    this.sessions = sessions;
    this.news = news;
  }

  /** Opens one; a sub-device that is there through this gateway stays as it is. */
  public void open(Session gateway, Device device, String clientId, boolean clean) {
    if (gateway.subDevice(device.key()).isPresent()) {
      return;
    }
    Session.Terms of = gateway.terms();
    Session.Terms terms =
        new Session.Terms(
            clientId,
            of.transport(),
            of.remote(),
            news.now(),
            of.keepAliveSeconds(),
            clean,
            "gateway " + gateway.key());
    SessionTable.Lease lease = sessions.lease(device.key(), clean);
    Session session = Session.of(gateway, device, terms, lease.mailbox().filters(), this::closed);
    sessions.open(session);
    registry.activate(device);
    device.seen(terms.since());
    LOG.info("{} logged in through {}", device.key(), gateway.key());
    news.connected(session);
    tellOfTopology(gateway);
    lease
        .mailbox()
        .take(message -> true)
        .forEach(kept -> session.send(kept.topic(), kept.payload(), 1));
  }

  /** The sub-device is gone; what it has not acknowledged waits if it wished so. */
  private void closed(Session session, Session gateway) {
    sessions.closed(session);
    session.device().seen(news.now());
    Optional<DeviceKey> itself = Optional.of(session.key());
    List<Mailbox.Unacknowledged> left =
        gateway.mailbox().take(message -> TopicAccess.owner(message.topic()).equals(itself));
    left.forEach(message -> sessions.keep(session.key(), message.topic(), message.payload()));
    LOG.info(
        "{}, sub-device of {}, is logged out: {}",
        session.key(),
        gateway.key(),
        session.endReason());
    news.disconnected(session);
    tellOfTopology(gateway);
  }

  private void tellOfTopology(Session gateway) {
    new DeviceNews(news.journal()).tell(gateway.key(), "topology");
  }
}
