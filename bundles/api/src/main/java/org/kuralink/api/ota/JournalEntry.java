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
 * A step of an update in the journal.
 *
 * @param number a sequence number from 1, which continues after restarts
 * @param time when the step was taken
 * @param state the state that was entered
 * @param order module and version, for display; empty if there is none
 * @param detail the reason for the step, for display
 */
public record JournalEntry(
    long number, Instant time, UpdateState state, String order, String detail) {}
