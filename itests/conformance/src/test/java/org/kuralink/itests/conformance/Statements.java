/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbered statements in {@code statements.txt}: id, blank, text. */
final class Statements {

  private Statements() {}

  /** All statements by id, in the order of the file. */
  static Map<String, String> all() {
    Map<String, String> statements = new LinkedHashMap<>();
    for (String line : text().split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int blank = line.indexOf(' ');
      if (blank < 0) {
        throw new IllegalStateException("no text in line: " + line);
      }
      String id = line.substring(0, blank);
      if (statements.put(id, line.substring(blank).strip()) != null) {
        throw new IllegalStateException("id twice: " + id);
      }
    }
    return statements;
  }

  private static String text() {
    try (InputStream in = Statements.class.getResourceAsStream("/statements.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
