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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.ota.InstallException;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DeploymentAdmin as updates use it. For one thread. */
final class Administrator {

  private static final Logger LOG = LoggerFactory.getLogger(Administrator.class);

  /** What DeploymentAdmin reads, for whoever installs, to know which bundles it stops. */
  static final String STOPS_OTHERS = "org.apache.felix.deploymentadmin.stopunaffectedbundle";

  /** How often DeploymentAdmin, which waits ten seconds each time, is asked while it is busy. */
  private static final int BUSY = 30;

  private final DeploymentAdmin admin;

  Administrator(DeploymentAdmin admin) {
    this.admin = admin;
  }

  /** The package of this name that is installed. */
  @Nullable DeploymentPackage present(String name) {
    return admin.getDeploymentPackage(name);
  }

  void uninstall(String name) throws InstallException {
    DeploymentPackage present = admin.getDeploymentPackage(name);
    if (present == null) {
      return;
    }
    try {
      present.uninstall();
    } catch (DeploymentException e) {
      throw new InstallException("package " + name + " cannot be uninstalled: " + words(e), e);
    }
  }

  /**
   * Installs a package; only the bundles that it replaces are stopped, unless somebody else has set
   * what DeploymentAdmin does.
   */
  void install(Path file) throws InstallException {
    boolean ours = System.getProperties().putIfAbsent(STOPS_OTHERS, "false") == null;
    try {
      whenFree(file);
    } catch (DeploymentException e) {
      throw new InstallException("the package is refused: " + words(e), e);
    } catch (IOException e) {
      throw new InstallException("the package cannot be read: " + e.getMessage(), e);
    } finally {
      if (ours) {
        System.getProperties().remove(STOPS_OTHERS, "false");
      }
    }
  }

  /** Another installation, of Kura's agent or a person's, is waited for. */
  private void whenFree(Path file) throws DeploymentException, IOException {
    for (int i = 1; ; i++) {
      try (InputStream in = Files.newInputStream(file)) {
        admin.installDeploymentPackage(in);
        return;
      } catch (DeploymentException e) {
        if (e.getCode() != DeploymentException.CODE_TIMEOUT || i >= BUSY) {
          throw e;
        }
        LOG.info("another package is being installed; {} waits", file.getFileName());
      }
    }
  }

  private static String words(DeploymentException e) {
    Throwable cause = e.getCause();
    return e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
  }
}
