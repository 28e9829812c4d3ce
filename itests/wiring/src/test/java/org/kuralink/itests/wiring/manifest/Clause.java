/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A clause of an OSGi manifest header.
 *
 * @param name a package, namespace or file
 * @param attributes the entries with {@code =}
 * @param directives the entries with {@code :=}
 */
record Clause(String name, Map<String, String> attributes, Map<String, String> directives) {

  /** Reads a header; a clause with several names becomes several clauses. */
  static List<Clause> parse(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : split(header, ',')) {
      List<String> names = new ArrayList<>();
      Map<String, String> attributes = new LinkedHashMap<>();
      Map<String, String> directives = new LinkedHashMap<>();
      for (String part : split(text, ';')) {
        int equals = part.indexOf('=');
        if (equals < 0) {
          names.add(part);
        } else if (part.charAt(equals - 1) == ':') {
          directives.put(part.substring(0, equals - 1), unquoted(part.substring(equals + 1)));
        } else {
          attributes.put(part.substring(0, equals), unquoted(part.substring(equals + 1)));
        }
      }
      names.forEach(name -> clauses.add(new Clause(name, attributes, directives)));
    }
    return clauses;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : separator;
      if (i < text.length() && c == '"') {
        quoted = !quoted;
      } else if (i == text.length() || c == separator && !quoted) {
        String part = text.substring(start, i).trim();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        start = i + 1;
      }
    }
    return parts;
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }
}
