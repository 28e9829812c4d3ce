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
 * The result of reading or writing a point once.
 *
 * @param raw the raw value for display: registers in hexadecimal, or the protocol's own form
 * @param value plain Java in the form of the thing model, after scaling; empty if the raw value
 *     would not be reported, for the reason in {@code remark}
 * @param remark why there is no value, or a note for the operator; may be empty
 * @param roundTrip the time until the answer
 */
public record FieldReading(String raw, Optional<Object> value, String remark, Duration roundTrip) {}
