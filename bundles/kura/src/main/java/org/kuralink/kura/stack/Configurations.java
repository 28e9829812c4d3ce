/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;

/** The configurations of factory components, including those of absent bundles. */
public interface Configurations {

  /**
   * A stored configuration.
   *
   * @param pid its {@code kura.service.pid}
   * @param factoryPid the factory PID of its component
   */
  record Entry(String pid, String factoryPid) {}

  /** Returns the configurations of all factories. */
  List<Entry> list() throws KuraException;

  /**
   * Creates a configuration with the defaults of its form.
   *
   * @param snapshot whether Kura saves a snapshot afterwards
   */
  void create(Entry entry, Map<String, Object> properties, boolean snapshot) throws KuraException;

  /** Changes some properties of a configuration; {@code snapshot} as above. */
  void update(Entry entry, Map<String, Object> properties, boolean snapshot) throws KuraException;

  /** Deletes a configuration; {@code snapshot} as above. */
  void delete(Entry entry, boolean snapshot) throws KuraException;
}
