/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.cota.apply.Components.ConfiguredComponent;

/** Components that are removed while others are restored. */
class ComponentsApplierTest {

  private final List<String> updated = new ArrayList<>();

  /** A component that is stored in another form than before. */
  private final class Stored implements ConfiguredComponent {

    private final String key;

    Stored(String key) {
      this.key = key;
    }

    @Override
    public String kind() {
      return key;
    }

    @Override
    public Map<String, Object> properties() {
      if (key.equals("deleted")) {
        throw new IllegalStateException("the configuration is deleted");
      }
      return new TreeMap<>(Map.of("value", "new"));
    }

    @Override
    public void update(Map<String, Object> properties) {
      if (key.equals("locked")) {
        throw new UnsupportedOperationException("read only");
      }
      updated.add(key + properties);
    }

    @Override
    public Optional<ComponentForm> form() {
      return Optional.empty();
    }
  }

  @Test
  void eachComponentIsPutBackWhateverAnotherOneDoes() {
    ComponentsApplier applier =
        new ComponentsApplier(
            key -> Optional.of(new Stored(key)), () -> new AllowedComponents(List.of("*")));
    Map<String, Map<String, Object>> before = new TreeMap<>();
    for (String key : List.of("a", "deleted", "locked", "z")) {
      before.put(key, Map.of("value", "old"));
    }
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class, () -> applier.restore(PropertyText.write(before)));
    assertEquals(List.of("a{value=old}", "z{value=old}"), updated);
    assertEquals(
        "deleted cannot be stored: IllegalStateException;"
            + " locked cannot be stored: UnsupportedOperationException",
        e.getMessage());
  }
}
