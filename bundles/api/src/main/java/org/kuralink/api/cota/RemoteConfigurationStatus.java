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
 * An immutable snapshot of a remote configuration.
 *
 * @param device the device; empty until the session has been available for the first time
 * @param state the state
 * @param since when the state was entered
 * @param current the version in force; empty if no stored version was applied
 * @param last the result of the last attempt since the start of the component
 * @param confirmUntil when the former configuration will be restored unless the platform is reached
 *     before; present only in {@link RemoteConfigurationState#CONFIRMING}
 */
public record RemoteConfigurationStatus(
    Optional<DeviceIdentity> device,
    RemoteConfigurationState state,
    Instant since,
    Optional<ConfigurationVersion> current,
    Optional<ConfigurationResult> last,
    Optional<Instant> confirmUntil) {}
