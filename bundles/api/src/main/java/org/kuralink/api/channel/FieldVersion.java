/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Instant;

/**
 * A configuration of field channels that was in force.
 *
 * @param number counted from 1, by which it is restored
 * @param applied when it came into force
 * @param source where it came from: {@code push}, {@code file} or {@code restore}
 * @param sha256 of its bytes, hexadecimal in lower case
 * @param current whether it is in force now
 */
public record FieldVersion(
    long number, Instant applied, String source, String sha256, boolean current) {}
