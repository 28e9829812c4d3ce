/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.io.IOException;
import org.osgi.service.deploymentadmin.DeploymentException;

/**
 * Lets DeploymentAdmin stop only the bundles that a package replaces. It reads a system property,
 * which holds for whoever installs; so it is set only while an update installs, and not at all
 * where somebody else has set it.
 */
final class Sparing {

  static final String PROPERTY = "org.apache.felix.deploymentadmin.stopunaffectedbundle";
  private static final String SPARE = "false";

  private Sparing() {}

  static void run(Installation installation) throws DeploymentException, IOException {
    boolean ours = System.getProperties().putIfAbsent(PROPERTY, SPARE) == null;
    try {
      installation.run();
    } finally {
      if (ours) {
        System.getProperties().remove(PROPERTY, SPARE);
      }
    }
  }

  /** Installs something. */
  @FunctionalInterface
  interface Installation {
    void run() throws DeploymentException, IOException;
  }
}
