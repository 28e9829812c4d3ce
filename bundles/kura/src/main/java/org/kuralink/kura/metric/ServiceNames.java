/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.List;
import org.kuralink.api.configuration.ConfigurationValues;

/**
 * The configured services of the thing model.
 *
 * @param any whether all services are meant, because none is named
 * @param names the identifiers of the services
 */
public record ServiceNames(boolean any, List<String> names) {

  public static final ServiceNames ALL = new ServiceNames(true, List.of());

  /** Reads the property {@code services}, one identifier per line; all services if it is empty. */
  public static ServiceNames of(ConfigurationValues values) {
    String text = values.text("services");
    List<String> names =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .distinct()
            .filter(line -> isIdentifier(line, values))
            .toList();
    return new ServiceNames(text.isEmpty(), names);
  }

  private static boolean isIdentifier(String line, ConfigurationValues values) {
    boolean fits = NameMapping.isIdentifier(line);
    if (!fits) {
      values.problem("services", "has '" + line + "'; allowed are " + NameMapping.RULE);
    }
    return fits;
  }

  /** Tells whether no service is meant, because no line is valid. */
  public boolean isNone() {
    return !any && names.isEmpty();
  }

  public boolean has(String identifier) {
    return any || names.contains(identifier);
  }
}
