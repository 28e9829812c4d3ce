/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.util.Map;

/**
 * A configuration as written in a file.
 *
 * @param pid the PID of the component or of the factory
 * @param name the name of the factory instance; empty for a singleton component
 * @param file the name of the file
 * @param line the line in which the configuration begins
 * @param properties the properties with the types that the Configurator format declares
 */
record Configuration(
    String pid, String name, String file, int line, Map<String, Object> properties) {

  /** Returns the PID as written in the file. */
  String key() {
    return name.isEmpty() ? pid : pid + "~" + name;
  }

  boolean isFactory() {
    return !name.isEmpty();
  }

  String place() {
    return file + " line " + line;
  }

  /** Never contains property values, because some are secrets. */
  @Override
  public String toString() {
    return key() + " (" + place() + ")";
  }
}
