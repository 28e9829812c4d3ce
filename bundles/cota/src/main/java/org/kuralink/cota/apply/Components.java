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

/** The configurations that this framework has. */
@FunctionalInterface
public interface Components {

  /**
   * A configuration that exists.
   *
   * @param key its PID, or its factory's PID, {@code ~} and its name
   * @throws ConfigurationException if that cannot be told
   */
  Optional<ConfiguredComponent> find(String key) throws ConfigurationException;

  /** One configuration that exists. */
  interface ConfiguredComponent {

    /** The factory's PID, or its own if it has no factory. */
    String kind();

    /** What is stored, with the types that it has. */
    Map<String, Object> properties();

    /**
     * Stores others in their place; they take effect later.
     *
     * @throws IOException if they could not be stored
     */
    void update(Map<String, Object> properties) throws IOException;

    /** Whether this value is stored, whatever form it has there. */
    default boolean holds(String name, Object value) {
      return Objects.deepEquals(properties().get(name), value);
    }

    /** What a person could fill in; empty if there is no form to check by. */
    Optional<ComponentForm> form();
  }
}
