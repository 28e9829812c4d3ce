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

/** The configurations of factory components, those of absent bundles included. */
public interface Configurations {

  /**
   * What is stored under a name.
   *
   * @param pid its lasting name, {@code kura.service.pid}
   * @param factoryPid of its component
   */
  record Entry(String pid, String factoryPid) {}

  /** Those of all factories, ours and others'. */
  List<Entry> list() throws KuraException;

  /**
   * Makes one with the defaults of its form.
   *
   * @param snapshot whether all configurations are saved then
   */
  void create(Entry entry, Map<String, Object> properties, boolean snapshot) throws KuraException;

  /** Changes some properties of one; {@code snapshot} as above. */
  void update(Entry entry, Map<String, Object> properties, boolean snapshot) throws KuraException;

  /** Takes one away; {@code snapshot} as above. */
  void delete(Entry entry, boolean snapshot) throws KuraException;
}
