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
 * The value that the platform desires a property to have.
 *
 * @param value in the Java form of its type where there is a model: Number, String, Boolean, {@code
 *     Map<String, ?>} or {@code List<?>}
 * @param version grows with each new desire
 */
public record DesiredValue(Object value, long version) {}
