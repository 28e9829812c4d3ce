/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

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

  /** The shadow of a gateway that has not been there yet. */
  static final ShadowStatus NOBODY = nobody(Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(Board.class);

  private final SharedShadow shared;
  private final Optional<DeviceIdentity> subDevice;
  private volatile ShadowStatus status = NOBODY;

  /**
   * Shows nothing yet.
   *
   * @param subDevice empty for the gateway itself
   */
  Board(SharedShadow shared, Optional<DeviceIdentity> subDevice) {
    this.shared = shared;
    this.subDevice = subDevice;
    if (subDevice.isPresent()) {
      status = nobody(subDevice);
    }
  }

  /** The shadow of a device that has not been there yet. */
  static ShadowStatus nobody(Optional<DeviceIdentity> device) {
    return new ShadowStatus(
        device, ShadowStatus.State.OFFLINE, Optional.empty(), Optional.empty(), Optional.empty());
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
        LOG.debug("{}: {} -> {}", shared.called(status.device()), before.state(), state);
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
            Optional.of(shared.threads().clock().instant()),
            Optional.empty());
    tell();
  }

  private void tell() {
    shared.listeners().tell(status.device(), status);
    if (subDevice.isEmpty() && status.device().isPresent()) {
      shared.listeners().tell(Optional.empty(), status);
    }
  }
}
