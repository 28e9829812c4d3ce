/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a thing is configured to do.
 *
 * @param connection the session's name; empty if none is configured
 * @param modelFile empty if none is configured
 * @param problems what is wrong with the configuration, each naming the property and what it may
 *     be; in its place the default holds
 */
record ThingSettings(
    String connection,
    ModelSource modelSource,
    String modelFile,
    Validation validation,
    List<String> problems) {

  /** Where the thing model comes from. */
  enum ModelSource {
    CLOUD,
    FILE,
    NONE
  }

  /** What becomes of values that the model does not allow. */
  enum Validation {
    REJECT,
    WARN,
    OFF
  }

  /** Reads a configuration as if a stranger had written it. */
  static ThingSettings of(Map<String, ?> properties) {
    List<String> problems = new ArrayList<>();
    String connection = text(properties.get("connection"));
    ModelSource source = option(properties, "model.source", ModelSource.CLOUD, problems);
    String file = text(properties.get("model.file"));
    Validation validation = option(properties, "validation", Validation.REJECT, problems);
    if (connection.isEmpty()) {
      problems.add("connection is missing: name the connection to speak through");
    }
    if (source == ModelSource.FILE && file.isEmpty()) {
      problems.add("model.file is missing: name the TSL document, or take another model.source");
    }
    return new ThingSettings(connection, source, file, validation, List.copyOf(problems));
  }

  /** Whether another model is wanted, or the same one from elsewhere. */
  boolean hasSameModelAs(ThingSettings other) {
    return connection.equals(other.connection)
        && modelSource == other.modelSource
        && modelFile.equals(other.modelFile);
  }

  private static String text(@Nullable Object value) {
    Object single = value instanceof Object[] array ? (array.length > 0 ? array[0] : null) : value;
    return single == null ? "" : single.toString().strip();
  }

  private static <E extends Enum<E>> E option(
      Map<String, ?> properties, String name, E fallback, List<String> problems) {
    String text = text(properties.get(name));
    List<String> allowed = new ArrayList<>();
    for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
      String option = constant.name().toLowerCase(Locale.ROOT);
      if (option.equalsIgnoreCase(text)) {
        return constant;
      }
      allowed.add(option);
    }
    if (!text.isEmpty()) {
      problems.add(name + " is '" + text + "'; it may be one of " + String.join(" ", allowed));
    }
    return fallback;
  }
}
