/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * What one read or write of a point showed.
 *
 * @param raw as it travels, for people: registers in hexadecimal, or the protocol's own form
 * @param value plain Java as the thing model has it, after scaling; empty if nothing of the raw
 *     value would be reported, which {@code remark} explains
 * @param remark why there is no value, or what a person should know; may be empty
 * @param roundTrip how long the answer took
 */
public record FieldReading(String raw, Optional<Object> value, String remark, Duration roundTrip) {}
