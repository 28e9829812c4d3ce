/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * An immutable snapshot of a shadow's status.
 *
 * @param device the device; empty until the session has been available for the first time
 * @param state the state of the synchronization with the platform
 * @param document the local copy of the document; empty before the first reply
 * @param synchronisedAt when the platform last confirmed the document
 * @param problem why the shadow is not synchronized, or which part of it could not be applied;
 *     empty if there is no problem
 */
public record ShadowStatus(
    Optional<DeviceIdentity> device,
    State state,
    Optional<ShadowDocument> document,
    Optional<Instant> synchronisedAt,
    Optional<String> problem) {

  /** The state of the synchronization with the platform. */
  public enum State {
    /** There is no session, or it is offline. */
    OFFLINE,
    /** The shadow has been requested from the platform. */
    SYNCHRONISING,
    /** The local document equals the platform's. */
    SYNCHRONISED
  }
}
