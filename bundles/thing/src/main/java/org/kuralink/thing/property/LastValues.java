/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.property;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The values that were posted or set last. Any thread may call. */
public final class LastValues {

  /** More properties than any model has; beyond it new ones are not remembered. */
  public static final int MAX = 2000;

  private final Map<String, Object> values = new ConcurrentHashMap<>();

  public void remember(Map<String, Object> posted) {
    posted.forEach(
        (identifier, value) -> {
          if (values.size() < MAX || values.containsKey(identifier)) {
            values.put(identifier, value);
          }
        });
  }

  public void forget() {
    values.clear();
  }

  public Optional<Object> of(String identifier) {
    return Optional.ofNullable(values.get(identifier));
  }
}
