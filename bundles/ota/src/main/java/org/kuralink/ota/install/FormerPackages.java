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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.store.WholeFile;
import org.osgi.framework.Bundle;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which version of a package is installed, rolls back to the former one, and restores
 * committed packages that the framework has lost. For one thread.
 */
final class FormerPackages {

  private static final Logger LOG = LoggerFactory.getLogger(FormerPackages.class);

  private final DeploymentPackages packages;

  FormerPackages(DeploymentPackages packages) {
    this.packages = packages;
  }

  /** Restores the committed packages that the framework has lost or has in an earlier version. */
  void restore() {
    if (!Files.isDirectory(packages.directory())) {
      return;
    }
    try (Stream<Path> files = Files.list(packages.directory())) {
      List<Path> lasting =
          files.filter(file -> file.toString().endsWith(DeploymentPackages.TYPE)).sorted().toList();
      for (Path file : lasting) {
        restore(file);
      }
    } catch (IOException e) {
      LOG.error("the packages in {} cannot be read: {}", packages.directory(), e.getMessage());
    }
  }

  private void restore(Path file) {
    try {
      PackageFile lasting = PackageFile.read(file);
      if (packages.agent().flatMap(agent -> agent.file(lasting.name())).isPresent()) {
        return;
      }
      DeploymentPackage present = packages.present(lasting.name());
      boolean onTrial = Files.exists(packages.trial(lasting.name()));
      if (present == null || (!onTrial && present.getVersion().compareTo(lasting.version()) < 0)) {
        packages.install(file);
        LOG.info("restored package {}", lasting);
      }
    } catch (Throwable e) {
      // An error in DeploymentAdmin must not prevent the next package either.
      LOG.error("cannot restore package {}: {}", file.getFileName(), e.toString());
    }
  }

  Installed state(Firmware firmware) throws InstallException {
    PackageFile fresh = DeploymentPackages.read(firmware.file());
    if (isAwaited(fresh.name())) {
      return Installed.PENDING;
    }
    if (packages.isPresent(fresh)) {
      return Installed.NEW;
    }
    Path former = firmware.directory().resolve(DeploymentPackages.FORMER);
    if (Files.exists(former)) {
      return packages.isPresent(DeploymentPackages.read(former))
          ? Installed.FORMER
          : Installed.BETWEEN;
    }
    Map<String, Bundle> present = packages.deployed();
    boolean none = fresh.bundles().keySet().stream().noneMatch(present::containsKey);
    // Without a copy of the former package nothing has been changed yet.
    boolean untouched = !Files.exists(packages.trial(fresh.name()));
    return none || untouched ? Installed.FORMER : Installed.BETWEEN;
  }

  /**
   * Returns whether Kura's agent has yet to install the package; it installs those of its list some
   * time after a start.
   */
  private boolean isAwaited(String name) {
    return packages.agent().flatMap(agent -> agent.file(name)).filter(Files::exists).isPresent()
        && packages.present(name) == null;
  }

  void rollBack(Firmware firmware) throws InstallException {
    PackageFile fresh = DeploymentPackages.read(firmware.file());
    Path former = firmware.directory().resolve(DeploymentPackages.FORMER);
    if (Files.exists(former)) {
      reinstall(former);
    } else if (state(firmware) != Installed.FORMER) {
      packages.uninstall(fresh.name());
    }
    try {
      forget(fresh, former);
      new WholeFile(packages.trial(fresh.name())).delete();
    } catch (IOException e) {
      throw new InstallException("the trial marker cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** Removes the new file, which a failed commit may have stored. */
  private void forget(PackageFile fresh, Path former) throws IOException {
    Path kept = packages.kept(fresh.name());
    if (!Files.exists(kept) || !PackageFile.read(kept).version().equals(fresh.version())) {
      return;
    }
    if (Files.exists(former)) {
      packages.keep(PackageFile.read(former), former);
    } else {
      Optional<KuraPackages> agent = packages.agent();
      if (agent.isPresent()) {
        agent.get().forget(fresh.name());
      }
      new WholeFile(packages.lasting(fresh.name())).delete();
    }
  }

  private void reinstall(Path former) throws InstallException {
    PackageFile wanted = DeploymentPackages.read(former);
    if (packages.isPresent(wanted) && runsAll(wanted)) {
      return;
    }
    packages.install(former);
    if (!packages.isPresent(wanted)) {
      // DeploymentAdmin ignores a package whose version it believes to be installed.
      packages.uninstall(wanted.name());
      packages.install(former);
    }
    if (!packages.isPresent(wanted)) {
      throw new InstallException("package " + wanted + " was restored without some of its bundles");
    }
  }

  private boolean runsAll(PackageFile wanted) {
    Map<String, Bundle> present = packages.deployed();
    return wanted.bundles().keySet().stream().map(present::get).allMatch(BundleStarts::runs);
  }
}
