/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A parsed client identifier: the id before the first bar, and the parameters between the bars. */
public record ClientIdentifier(String clientId, Map<String, String> parameters) {

  /**
   * Takes an identifier apart. The id ends at the first bar, the parameters at the last one; what
   * stands between belongs to them, bars and blanks too, as clients send a browser's name or write
   * a parameter a line. Empty if there is one bar only, something behind the last one, a parameter
   * without a value, or one that is there twice.
   */
  public static Optional<ClientIdentifier> parse(String text) {
    int first = text.indexOf('|');
    if (first < 0) {
      return Optional.of(new ClientIdentifier(text, Map.of()));
    }
    int last = text.length() - 1;
    if (last == first || text.charAt(last) != '|') {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (String pair : text.substring(first + 1, last).split(",", -1)) {
      int equals = pair.indexOf('=');
      if (pair.isBlank()) {
        continue;
      }
      if (equals <= 0
          || parameters.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip())
              != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new ClientIdentifier(text.substring(0, first), parameters));
  }

  public String parameter(String name, String otherwise) {
    return parameters.getOrDefault(name, otherwise);
  }
}
