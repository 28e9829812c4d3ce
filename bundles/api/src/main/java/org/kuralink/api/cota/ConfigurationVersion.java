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
 * A configuration from the platform that is stored on this device.
 *
 * @param number a sequence number from 1
 * @param configId the id assigned by the platform
 * @param size in bytes
 * @param digest SHA-256 of the file, 64 lower-case hexadecimal digits
 * @param received when the file was downloaded
 * @param outcome the outcome of the last attempt to apply it
 * @param message a description of the outcome, without values of the configuration; may be empty
 * @param current whether this version is in force
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
