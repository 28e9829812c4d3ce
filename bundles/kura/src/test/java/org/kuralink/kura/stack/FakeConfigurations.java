/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;

/** Configurations in memory, which record all changes. */
final class FakeConfigurations implements Configurations {

  final Map<Entry, Map<String, Object>> all = new LinkedHashMap<>();
  final List<String> log = new ArrayList<>();
  String refused = "";

  @Override
  public List<Entry> list() {
    return List.copyOf(all.keySet());
  }

  @Override
  public void create(Entry entry, Map<String, Object> properties, boolean snapshot)
      throws KuraException {
    if (entry.factoryPid().equals(refused)) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, entry.pid());
    }
    log.add("create " + entry.pid() + (snapshot ? " and save" : ""));
    all.put(entry, properties);
  }

  @Override
  public void update(Entry entry, Map<String, Object> properties, boolean snapshot) {
    log.add("update " + entry.pid() + " " + properties + (snapshot ? " and save" : ""));
  }

  @Override
  public void delete(Entry entry, boolean snapshot) {
    log.add("delete " + entry.pid() + (snapshot ? " and save" : ""));
    all.remove(entry);
  }
}
