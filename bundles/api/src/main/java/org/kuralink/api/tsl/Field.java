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
 * @param identifier the name on the wire
 * @param name the name for people
 * @param need whether it has to be there wherever the struct, the inputs or the outputs are
 */
public record Field(String identifier, String name, Need need, DataType type) {

  /** One that is required. */
  public Field(String identifier, String name, DataType type) {
    this(identifier, name, Need.REQUIRED, type);
  }

  /** One of which the model says whether it is required. */
  public Field(String identifier, String name, boolean required, DataType type) {
    this(identifier, name, required ? Need.REQUIRED : Need.OPTIONAL, type);
  }

  /** Whether the model says that it has to be there. */
  public boolean required() {
    return need == Need.REQUIRED;
  }

  static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Whether a field has to be there. */
  public enum Need {
    /** The model says so. */
    REQUIRED,
    /** The model does not say; what the platform does without it is not known. */
    UNSAID,
    /** The model says that it may be left out. */
    OPTIONAL
  }
}
