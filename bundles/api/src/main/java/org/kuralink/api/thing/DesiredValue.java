/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

/**
 * The desired value of a property on the platform.
 *
 * @param value in the Java form of its type if there is a thing model: Number, String, Boolean,
 *     {@code Map<String, ?>} or {@code List<?>}
 * @param version increases with each new desired value
 */
public record DesiredValue(Object value, long version) {}
