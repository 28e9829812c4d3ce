/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kuralink.api.connection.Secret;

/**
 * A signature and the very text it covers (developer guide 3.1): names and values, sorted by name,
 * with nothing between them.
 *
 * @param content the text that was signed
 * @param hex the signature in upper-case hex
 */
public record Signature(String content, String hex) {

  /** Signs these parameters. */
  public static Signature of(SignMethod method, Secret key, Map<String, String> parameters) {
    String content = content(parameters);
    return new Signature(content, method.sign(key, content));
  }

  static String content(Map<String, String> parameters) {
    SortedMap<String, String> sorted = new TreeMap<>(parameters);
    StringBuilder content = new StringBuilder();
    sorted.forEach((name, value) -> content.append(name).append(value));
    return content.toString();
  }
}
