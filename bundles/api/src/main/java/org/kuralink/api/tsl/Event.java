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
 * An event of the thing model.
 *
 * @param identifier the name on the wire; {@code module:identifier} in a custom module
 * @param name the name for people
 * @param type how much it matters
 * @param required whether every device of the product has it
 * @param method for example {@code thing.event.alarm.post}
 * @param outputs what it carries, by identifier, in the order of the TSL
 * @param description for people; empty if the document has none
 */
public record Event(
    String identifier,
    String name,
    Type type,
    boolean required,
    String method,
    Map<String, Field> outputs,
    Optional<String> description) {

  /** Copies the map. */
  public Event {
    outputs = Field.copy(outputs);
  }

  /** How much an event matters. */
  public enum Type {
    /** Told so that it is known; nothing is wrong ({@code info}). */
    INFO,
    /** Somebody should look ({@code alert}). */
    ALERT,
    /** Something does not work ({@code error}). */
    ERROR
  }
}
