/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.util.Set;

/** The order in which the gateway comes up. */
final class StartLevel {

  /** What configurations are written into, and where bundles log. */
  static final int CONFIGURATION = 1;

  /** What bundles build upon. */
  static final int FRAMEWORK = 2;

  /** Kuralink and applications: they find their configurations in place. */
  static final int APPLICATION = 3;

  /** What reads a person's commands: they find everything there. */
  static final int SHELL = 4;

  private static final Set<String> FIRST =
      Set.of("org.apache.felix.configadmin", "org.apache.felix.log");

  /** Comes when what guards it is there. */
  private static final String WEB_CONSOLE = "org.apache.felix.webconsole";

  private static final Set<String> SHELLS =
      Set.of("org.apache.felix.gogo.shell", "org.kuralink.shell");

  /** Sessions come after their lines, and go before them. */
  private static final Set<String> LINES =
      Set.of("org.kuralink.mqtt", "org.kuralink.http", "org.kuralink.coap");

  private StartLevel() {}

  /** The level of a bundle. */
  static int of(String symbolicName) {
    if (FIRST.contains(symbolicName)) {
      return CONFIGURATION;
    }
    if (SHELLS.contains(symbolicName)) {
      return SHELL;
    }
    if (symbolicName.equals(WEB_CONSOLE)) {
      return APPLICATION;
    }
    return symbolicName.startsWith("org.apache.felix.") || LINES.contains(symbolicName)
        ? FRAMEWORK
        : APPLICATION;
  }
}
