/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kuralink.api.cota.ConfigurationException;

/** The configurations of components in this framework. */
@FunctionalInterface
public interface Components {

  /**
   * Finds an existing configuration.
   *
   * @param key its PID, or its factory PID, {@code ~} and its name
   * @throws ConfigurationException if the configurations cannot be read
   */
  Optional<ConfiguredComponent> find(String key) throws ConfigurationException;

  /** An existing configuration. */
  interface ConfiguredComponent {

    /** Returns the factory PID, or the PID if there is no factory. */
    String kind();

    /** Returns the stored properties with their types. */
    Map<String, Object> properties();

    /**
     * Replaces the stored properties; they take effect later.
     *
     * @throws IOException if they could not be stored
     */
    void update(Map<String, Object> properties) throws IOException;

    /** Returns whether this value is stored, in any form. */
    default boolean holds(String name, Object value) {
      return Objects.deepEquals(properties().get(name), value);
    }

    /** Returns the form; empty if there is none. */
    Optional<ComponentForm> form();
  }
}
