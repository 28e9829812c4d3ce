/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Optional;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.Topology;

/**
 * The topology of a session as one gateway capability sees it. Its calls are ignored after the
 * capability was removed; the states that it reported remain, because the capability may be
 * replaced while its sub-devices stay logged in.
 */
final class TopologyGate implements Topology {

  private final OwnSession session;
  private final DeviceLinks links;
  private final GatewayCapability capability;
  private final ListenerLanes.Member member;
  private volatile boolean open = true;

  TopologyGate(
      OwnSession session, DeviceLinks links, GatewayCapability capability, ListenerLanes lanes) {
    this.session = session;
    this.links = links;
    this.capability = capability;
    member = lanes.member(capability);
    member.tell(() -> capability.open(this));
  }

  boolean belongsTo(GatewayCapability one) {
    return capability == one;
  }

  void refused(DeviceIdentity device, Reply why) {
    member.tell(() -> capability.refused(this, device, why));
  }

  void close() {
    open = false;
    links.subscriptions().force(false);
    member.tell(() -> capability.close(this));
  }

  @Override
  public CloudSession session() {
    return session;
  }

  @Override
  public Optional<Secret> deviceSecret() {
    return session.deviceSecret();
  }

  @Override
  public void loggedIn(DeviceIdentity device) {
    if (open) {
      links.loggedIn(device);
    }
  }

  @Override
  public void loggedOut(DeviceIdentity device) {
    if (open) {
      links.loggedOut(device);
    }
  }

  @Override
  public void deleted(DeviceIdentity device) {
    if (open) {
      links.deleted(device);
    }
  }

  @Override
  public void added(DeviceIdentity device) {
    if (open) {
      links.added(device);
    }
  }

  @Override
  public void subscribeExplicitly(boolean explicit) {
    if (open) {
      links.subscriptions().force(explicit);
    }
  }

  @Override
  public String toString() {
    return "topology of " + session;
  }
}
