/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.Map;
import java.util.Optional;

/**
 * A service of the thing model.
 *
 * @param identifier the name in messages; {@code module:identifier} in a custom module
 * @param name the display name
 * @param synchronous whether the caller waits for the result (RRPC)
 * @param required whether every device of the product has the service
 * @param method for example {@code thing.service.SetWeight}
 * @param inputs the inputs by identifier, in the order of the TSL
 * @param outputs the outputs by identifier, in the order of the TSL
 * @param description a description for display; empty if the document has none
 */
public record Service(
    String identifier,
    String name,
    boolean synchronous,
    boolean required,
    String method,
    Map<String, Field> inputs,
    Map<String, Field> outputs,
    Optional<String> description) {

  /** Copies the maps. */
  public Service {
    inputs = Field.copy(inputs);
    outputs = Field.copy(outputs);
  }
}
