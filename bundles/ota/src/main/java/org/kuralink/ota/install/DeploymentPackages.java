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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.ota.version.Versions;
import org.kuralink.store.WholeFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs deployment packages by DeploymentAdmin. It keeps the files of committed packages in a
 * directory, from which {@link FormerPackages} rolls back, and restores the packages where the
 * framework forgets its bundles at each start. For one thread.
 */
final class DeploymentPackages {

  private static final Logger LOG = LoggerFactory.getLogger(DeploymentPackages.class);

  /** The system property by which DeploymentAdmin decides which bundles it stops. */
  static final String STOPS_OTHERS = "org.apache.felix.deploymentadmin.stopunaffectedbundle";

  private static final String LOCATION = "osgi-dp:";
  private static final String TRIAL = ".trial";
  static final String TYPE = ".dp";
  static final String FORMER = "former.dp";

  /** The number of attempts while DeploymentAdmin is busy; it waits ten seconds in each. */
  private static final int BUSY = 30;

  private final DeploymentAdmin admin;
  private final BundleContext context;
  private final Path directory;
  private final Optional<KuraPackages> kura;
  private final BundleStarts starts = new BundleStarts();

  DeploymentPackages(
      DeploymentAdmin admin, BundleContext context, Path directory, Optional<KuraPackages> kura) {
    this.admin = admin;
    this.context = context;
    this.directory = directory;
    this.kura = kura;
  }

  /**
   * Returns Kura's packages if its agent is present, which restores packages at each start; only
   * one of the two may do that.
   */
  Optional<KuraPackages> agent() {
    return kura.filter(
        packages ->
            Arrays.stream(context.getBundles())
                .anyMatch(bundle -> KuraPackages.AGENT.equals(bundle.getSymbolicName())));
  }

  void accept(FirmwareOrder order) throws InstallException {
    if (order.difference()) {
      throw untouched(
          UpdateFault.UPGRADE,
          "the file is a difference to the present version (isDiff), which is no deployment"
              + " package; order the whole package");
    }
  }

  /** Checks everything that can be checked before anything is changed. */
  void check(Firmware firmware) throws InstallException {
    PackageFile fresh;
    try {
      fresh = PackageFile.read(firmware.file());
    } catch (IOException e) {
      throw untouched(
          UpdateFault.INSTALLATION, "the file is no deployment package: " + e.getMessage());
    }
    if (fresh.bundles().isEmpty()) {
      throw untouched(UpdateFault.INSTALLATION, "package " + fresh + " has no bundles");
    }
    String ordered = firmware.order().version();
    if (Versions.compare(ordered, fresh.version().toString()) != 0) {
      throw untouched(
          UpdateFault.VERIFICATION,
          "version " + ordered + " was ordered, but the file is package " + fresh);
    }
    try {
      refuseStrangers(fresh);
      former(fresh, firmware);
    } catch (InstallException e) {
      throw untouched(UpdateFault.INSTALLATION, String.valueOf(e.getMessage()));
    }
  }

  private static InstallException untouched(UpdateFault fault, String why) {
    return new InstallException(fault, why + "; nothing was touched");
  }

  Installed install(Firmware firmware) throws InstallException {
    PackageFile fresh = read(firmware.file());
    refuseStrangers(fresh);
    keepFormer(fresh, firmware);
    try {
      DataDirectory.make(directory);
      new WholeFile(trial(fresh.name())).write(fresh.toString());
    } catch (IOException e) {
      throw new InstallException("the trial cannot be marked: " + e.getMessage(), e);
    }
    install(firmware.file());
    if (!isPresent(fresh)) {
      throw new InstallException("package " + fresh + " was installed without some of its bundles");
    }
    return Installed.NEW;
  }

  Optional<String> fault(Firmware firmware) {
    try {
      PackageFile fresh = read(firmware.file());
      if (!isPresent(fresh)) {
        return Optional.of("package " + fresh + " is not installed");
      }
      Map<String, Bundle> present = deployed();
      return fresh.bundles().keySet().stream()
          .map(present::get)
          .flatMap(bundle -> starts.fault(bundle).stream())
          .findFirst();
    } catch (InstallException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  void commit(Firmware firmware) throws InstallException {
    PackageFile fresh = read(firmware.file());
    try {
      DataDirectory.make(directory);
      keep(fresh, firmware.file());
      new WholeFile(trial(fresh.name())).delete();
    } catch (IOException e) {
      throw new InstallException("package " + fresh + " cannot be kept: " + e.getMessage(), e);
    }
    if (!isPresent(fresh)) {
      install(firmware.file());
    }
  }

  void keep(PackageFile fresh, Path file) throws IOException {
    Optional<KuraPackages> agent = agent();
    if (agent.isPresent()) {
      agent.get().keep(fresh, file);
      new WholeFile(lasting(fresh.name())).delete();
    } else {
      new WholeFile(lasting(fresh.name())).copy(file);
    }
  }

  /** Rejects a package with a bundle that another source has installed: both versions would run. */
  private void refuseStrangers(PackageFile fresh) throws InstallException {
    for (Bundle bundle : context.getBundles()) {
      String name = bundle.getSymbolicName();
      if (fresh.bundles().containsKey(name) && !bundle.getLocation().startsWith(LOCATION)) {
        throw new InstallException("bundle " + name + " was not installed by a deployment package");
      }
    }
  }

  /**
   * Returns the file to keep for a rollback; empty if it is kept already or there is no former
   * package.
   */
  private Optional<Path> former(PackageFile fresh, Firmware firmware) throws InstallException {
    DeploymentPackage present = present(fresh.name());
    if (present == null || Files.exists(firmware.directory().resolve(FORMER))) {
      return Optional.empty();
    }
    Path source = kept(fresh.name());
    if (!Files.exists(source) || !read(source).version().equals(present.getVersion())) {
      throw new InstallException(
          "the file of the present package "
              + fresh.name()
              + " "
              + present.getVersion()
              + " is missing: a rollback would be impossible");
    }
    return Optional.of(source);
  }

  private void keepFormer(PackageFile fresh, Firmware firmware) throws InstallException {
    Optional<Path> source = former(fresh, firmware);
    if (source.isEmpty()) {
      return;
    }
    try {
      new WholeFile(firmware.directory().resolve(FORMER)).copy(source.get());
    } catch (IOException e) {
      throw new InstallException("the former package cannot be kept: " + e.getMessage(), e);
    }
  }

  /** Returns the file from which the package is restored at the next start, if it exists. */
  Path kept(String name) {
    return agent()
        .flatMap(packages -> packages.file(name))
        .filter(Files::exists)
        .orElseGet(() -> lasting(name));
  }

  /** Returns the file that marks a package as not yet committed. */
  Path trial(String name) {
    return directory.resolve(name + TRIAL);
  }

  Path lasting(String name) {
    return directory.resolve(name + TYPE);
  }

  boolean isPresent(PackageFile wanted) {
    Map<String, Bundle> present = deployed();
    return wanted.bundles().entrySet().stream()
        .allMatch(
            entry -> {
              Bundle bundle = present.get(entry.getKey());
              return bundle != null && bundle.getVersion().equals(entry.getValue());
            });
  }

  Map<String, Bundle> deployed() {
    Map<String, Bundle> bundles = new HashMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(LOCATION)) {
        bundles.put(bundle.getSymbolicName(), bundle);
      }
    }
    return bundles;
  }

  static PackageFile read(Path file) throws InstallException {
    try {
      return PackageFile.read(file);
    } catch (IOException e) {
      throw new InstallException("the file is no deployment package: " + e.getMessage(), e);
    }
  }

  /** Returns the installed package of this name. */
  @Nullable DeploymentPackage present(String name) {
    return admin.getDeploymentPackage(name);
  }

  /** Uninstalls a package; does nothing if it is not installed. */
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
   * Installs a package; DeploymentAdmin stops only the bundles that it replaces, unless its system
   * property is already set.
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

  /** Installs a package; waits for an installation in progress by Kura's agent or an operator. */
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

  /** Returns the directory of the committed packages. */
  Path directory() {
    return directory;
  }
}
