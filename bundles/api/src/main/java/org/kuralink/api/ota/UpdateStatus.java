/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.time.Instant;
import java.util.Optional;

/**
 * An immutable snapshot of an update.
 *
 * @param state the state
 * @param since when the state was entered
 * @param order the order of the update; empty if idle
 * @param percent the progress in percent; 0 if idle
 * @param detail the reason for the state, for display; may be empty
 */
public record UpdateStatus(
    UpdateState state, Instant since, Optional<FirmwareOrder> order, int percent, String detail) {}
