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

/**
 * A configuration that came from the platform and is kept.
 *
 * @param number counts up from 1 on this device
 * @param configId as the platform gave it
 * @param size in bytes
 * @param digest SHA-256 of the file, 64 lower-case hexadecimal digits
 * @param received when it was downloaded
 * @param outcome what became of it when it was last tried
 * @param message words about the outcome, without values of the configuration; may be empty
 * @param current whether it is in force
 */
public record ConfigurationVersion(
    long number,
    String configId,
    long size,
    String digest,
    Instant received,
    ConfigurationOutcome outcome,
    String message,
    boolean current) {}
