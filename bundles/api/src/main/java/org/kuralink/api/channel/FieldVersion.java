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
 * A stored configuration of field channels.
 *
 * @param number a sequence number from 1, by which the version is restored
 * @param applied when the configuration came into force
 * @param source the origin: {@code push}, {@code file} or {@code restore}
 * @param sha256 the SHA-256 digest of its bytes, in lower-case hexadecimal
 * @param current whether the configuration is in force
 */
public record FieldVersion(
    long number, Instant applied, String source, String sha256, boolean current) {}
