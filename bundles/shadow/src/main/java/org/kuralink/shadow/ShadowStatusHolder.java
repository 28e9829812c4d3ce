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
 * The public status of a shadow. The shadow's thread writes it; any thread may read it. It notifies
 * each listener on a lane of its own.
 */
final class ShadowStatusHolder {

  /** The status of the gateway's shadow before the first session. */
  static final ShadowStatus NOBODY = nobody(Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(ShadowStatusHolder.class);

  private final ShadowContext shared;
  private final Optional<DeviceIdentity> subDevice;
  private volatile ShadowStatus status = NOBODY;

  /**
   * Creates the holder, with the status before the first session.
   *
   * @param subDevice the device; empty for the gateway itself
   */
  ShadowStatusHolder(ShadowContext shared, Optional<DeviceIdentity> subDevice) {
    this.shared = shared;
    this.subDevice = subDevice;
    if (subDevice.isPresent()) {
      status = nobody(subDevice);
    }
  }

  /** Returns the status of a shadow before the first session. */
  static ShadowStatus nobody(Optional<DeviceIdentity> device) {
    return new ShadowStatus(
        device, ShadowStatus.State.OFFLINE, Optional.empty(), Optional.empty(), Optional.empty());
  }

  ShadowStatus status() {
    return status;
  }

  /** Sets the state of the shadow; drops the document of another device. */
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

  /** Sets a document that the platform has confirmed. */
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
