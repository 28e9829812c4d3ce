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
 * One configuration as a file states it.
 *
 * @param pid of the component, or of the factory
 * @param name of the instance of a factory; empty for a component that is no factory
 * @param file where it stands
 * @param line where it begins
 * @param properties typed as the Configurator format says
 */
record Configuration(
    String pid, String name, String file, int line, Map<String, Object> properties) {

  /** As the file writes it. */
  String key() {
    return name.isEmpty() ? pid : pid + "~" + name;
  }

  boolean isFactory() {
    return !name.isEmpty();
  }

  String place() {
    return file + " line " + line;
  }

  /** Never shows values: some are secrets. */
  @Override
  public String toString() {
    return key() + " (" + place() + ")";
  }
}
