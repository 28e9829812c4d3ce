/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

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
}
