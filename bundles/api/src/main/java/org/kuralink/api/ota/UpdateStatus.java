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
 * A picture of a moment.
 *
 * @param since when the state was entered
 * @param order what the update is about; empty if idle
 * @param percent how far the update has come; 0 if idle
 * @param detail what led to the state, for people; may be empty
 */
public record UpdateStatus(
    UpdateState state, Instant since, Optional<FirmwareOrder> order, int percent, String detail) {}
