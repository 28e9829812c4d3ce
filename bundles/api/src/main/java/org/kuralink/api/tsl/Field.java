/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named value: a member of a struct, an input or an output.
 *
 * @param identifier the name in messages
 * @param name the display name
 * @param need whether the field is required within its struct, inputs or outputs
 * @param type the type of the value
 */
public record Field(String identifier, String name, Need need, DataType type) {

  /** Creates a required field. */
  public Field(String identifier, String name, DataType type) {
    this(identifier, name, Need.REQUIRED, type);
  }

  /** Creates a field for which the model specifies whether it is required. */
  public Field(String identifier, String name, boolean required, DataType type) {
    this(identifier, name, required ? Need.REQUIRED : Need.OPTIONAL, type);
  }

  /** Returns whether the model specifies that the field is required. */
  public boolean required() {
    return need == Need.REQUIRED;
  }

  static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Whether a field is required. */
  public enum Need {
    /** The model specifies that the field is required. */
    REQUIRED,
    /** The model does not specify it; it is not known how the platform reacts to its absence. */
    UNSAID,
    /** The model specifies that the field is optional. */
    OPTIONAL
  }
}
