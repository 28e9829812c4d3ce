/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import java.time.Instant;
import java.util.Optional;

/**
 * An attribute of a shadow.
 *
 * @param value Long, Double, String, Boolean, {@code Map<String, Object>} or {@code List<Object>}
 * @param time when the attribute was set, by the platform's clock, to the second; empty if the
 *     platform does not specify it
 */
public record ShadowAttribute(Object value, Optional<Instant> time) {}
