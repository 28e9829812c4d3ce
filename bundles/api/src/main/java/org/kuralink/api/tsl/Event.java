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
 * @param identifier the name in messages; {@code module:identifier} in a custom module
 * @param name the display name
 * @param type the severity
 * @param required whether every device of the product has the event
 * @param method for example {@code thing.event.alarm.post}
 * @param outputs the outputs by identifier, in the order of the TSL
 * @param description a description for display; empty if the document has none
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

  /** The severity of an event. */
  public enum Type {
    /** Information without need for action ({@code info}). */
    INFO,
    /** A condition that needs attention ({@code alert}). */
    ALERT,
    /** A malfunction ({@code error}). */
    ERROR
  }
}
