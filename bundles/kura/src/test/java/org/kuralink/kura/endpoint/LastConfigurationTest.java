/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The comparison of a configuration with the last one. */
class LastConfigurationTest {

  @Test
  void aConfigurationIsAnotherWhenAPersonHasChangedIt() {
    LastConfiguration last = new LastConfiguration();
    assertTrue(last.isAnother(Map.of("a", "b", "n", 1, "l", new String[] {"x", "y"})));
    assertFalse(
        last.isAnother(
            Map.of("a", "b", "n", "1", "l", new String[] {"x", "y"}, "service.pid", "z")));
    assertTrue(last.isAnother(Map.of("a", "b", "n", 1)));
    assertTrue(last.isAnother(Map.of("a", "c", "n", 1)));
  }
}
