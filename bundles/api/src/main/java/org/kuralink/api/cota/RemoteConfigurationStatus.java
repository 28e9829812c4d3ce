/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A remote configuration at one moment.
 *
 * @param device whose it is; empty until the session was there once
 * @param state what it is doing
 * @param since when it began to
 * @param current the version in force; empty if none of those kept was applied
 * @param last how the last one ended, since the start of the component
 * @param confirmUntil when the former configuration comes back unless the platform is reached
 *     before; empty but in {@link RemoteConfigurationState#CONFIRMING}
 */
public record RemoteConfigurationStatus(
    Optional<DeviceIdentity> device,
    RemoteConfigurationState state,
    Instant since,
    Optional<ConfigurationVersion> current,
    Optional<ConfigurationResult> last,
    Optional<Instant> confirmUntil) {}
