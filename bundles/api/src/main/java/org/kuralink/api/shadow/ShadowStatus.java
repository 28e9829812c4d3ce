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
 * A shadow at one moment.
 *
 * @param device whose it is; empty until the session was there once
 * @param state how it stands to the platform
 * @param document as it is known here; empty before the first answer
 * @param synchronisedAt when the platform last confirmed it
 * @param problem why it is not synchronised, or what of it could not be done, in words; empty if
 *     all is well
 */
public record ShadowStatus(
    Optional<DeviceIdentity> device,
    State state,
    Optional<ShadowDocument> document,
    Optional<Instant> synchronisedAt,
    Optional<String> problem) {

  /** How a shadow stands to the platform. */
  public enum State {
    /** There is no session. */
    OFFLINE,
    /** The shadow has been asked for. */
    SYNCHRONISING,
    /** The document is the platform's. */
    SYNCHRONISED
  }
}
