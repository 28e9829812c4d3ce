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

/**
 * A step of an update.
 *
 * @param number counts up from 1, over restarts too
 * @param order module and version, for people; empty if there is none
 * @param detail what led to the step, for people
 */
public record JournalEntry(
    long number, Instant time, UpdateState state, String order, String detail) {}
