/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What anybody may see of a shadow. Written by the shadow's thread; read by any, and told to
 * listeners, each on a lane of its own.
 */
final class Board {

  /** The shadow of a device that has not been there yet. */
  static final ShadowStatus NOBODY =
      new ShadowStatus(
          Optional.empty(),
          ShadowStatus.State.OFFLINE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(Board.class);

  private final String name;
  private final List<ListenerLane> listeners;
  private final Clock clock;
  private volatile ShadowStatus status = NOBODY;

  Board(String name, List<ListenerLane> listeners, Clock clock) {
    this.name = name;
    this.listeners = listeners;
    this.clock = clock;
  }

  ShadowStatus status() {
    return status;
  }

  /** Shows how the shadow stands; the document of another device is forgotten. */
  void show(Optional<DeviceIdentity> device, ShadowStatus.State state, Optional<String> problem) {
    ShadowStatus before = status;
    boolean same = device.equals(before.device());
    status =
        new ShadowStatus(
            device,
            state,
            same ? before.document() : Optional.empty(),
            same ? before.synchronisedAt() : Optional.empty(),
            problem);
    if (!status.equals(before)) {
      if (state != before.state()) {
        LOG.debug("{}: {} -> {}", name, before.state(), state);
      }
      tell();
    }
  }

  /** Shows a document that the platform has confirmed. */
  void show(ShadowDocument document) {
    status =
        new ShadowStatus(
            status.device(),
            ShadowStatus.State.SYNCHRONISED,
            Optional.of(document),
            Optional.of(clock.instant()),
            Optional.empty());
    tell();
  }

  private void tell() {
    listeners.forEach(each -> each.tell(status));
  }
}
