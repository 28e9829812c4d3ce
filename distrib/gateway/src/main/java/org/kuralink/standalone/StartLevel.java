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

/** The start levels of the gateway. */
final class StartLevel {

  /** Configuration Admin and the log service. */
  static final int CONFIGURATION = 1;

  /** The bundles that others depend on. */
  static final int FRAMEWORK = 2;

  /** Kuralink and applications; their configurations exist at this level. */
  static final int APPLICATION = 3;

  /** The shell; all commands exist at this level. */
  static final int SHELL = 4;

  private static final Set<String> FIRST =
      Set.of("org.apache.felix.configadmin", "org.apache.felix.log");

  /** The Web Console, which starts after the bundle that protects it. */
  private static final String WEB_CONSOLE = "org.apache.felix.webconsole";

  private static final Set<String> SHELLS =
      Set.of("org.apache.felix.gogo.shell", "org.kuralink.shell");

  /** The sessions, which start after the transport bundles and stop before them. */
  private static final Set<String> LINES =
      Set.of("org.kuralink.mqtt", "org.kuralink.http", "org.kuralink.coap");

  private StartLevel() {}

  /** Returns the start level of a bundle. */
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
