/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json;

import java.io.IOException;
import java.util.Optional;

/** The text is no JSON, or exceeds a limit; the message is a predicate. */
public final class JsonException extends IOException {

  private static final long serialVersionUID = 1;

  private final String place;

  JsonException(String message) {
    super(message);
    place = "";
  }

  JsonException(String message, Throwable cause, String place) {
    super(message, cause);
    this.place = place;
  }

  /** Returns the position of the error, as {@code line 3, column 14}; empty if it is unknown. */
  public Optional<String> place() {
    return Optional.of(place).filter(known -> !known.isEmpty());
  }
}
