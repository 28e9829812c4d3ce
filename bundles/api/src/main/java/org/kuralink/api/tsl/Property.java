/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.Optional;

/**
 * A property of the thing model.
 *
 * @param identifier the name in messages; {@code module:identifier} in a custom module
 * @param name the display name
 * @param access the access of the platform
 * @param required whether every device of the product has the property
 * @param type the type of the values
 * @param description a description for display; empty if the document has none
 */
public record Property(
    String identifier,
    String name,
    AccessMode access,
    boolean required,
    DataType type,
    Optional<String> description) {}
