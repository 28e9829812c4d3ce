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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.ota.version.VersionOrder;
import org.kuralink.store.WholeFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deployment packages that updates have brought. The lasting ones lie as files in a directory,
 * so that there is something to go back to, and so that they come back where the framework forgets
 * its bundles at each start. For one thread.
 */
final class DeploymentPackages {

  private static final Logger LOG = LoggerFactory.getLogger(DeploymentPackages.class);
  private static final String LOCATION = "osgi-dp:";
  private static final String TRIAL = ".trial";
  private static final String TYPE = ".dp";
  private static final String FORMER = "former.dp";

  /**
   * How often DeploymentAdmin, which waits ten seconds each time, is asked again while it is busy.
   */
  private static final int BUSY = 30;

  private final Administrator admin;
  private final BundleContext context;
  private final Path directory;
  private final Optional<KuraPackages> kura;
  private final BundleStarts starts = new BundleStarts();

  DeploymentPackages(
      DeploymentAdmin admin, BundleContext context, Path directory, Optional<KuraPackages> kura) {
    this.admin = new Administrator(admin);
    this.context = context;
    this.directory = directory;
    this.kura = kura;
  }

  /** Where Kura's agent brings packages back at each start, two would contradict each other. */
  private Optional<KuraPackages> agent() {
    return kura.filter(
        packages ->
            Arrays.stream(context.getBundles())
                .anyMatch(bundle -> KuraPackages.AGENT.equals(bundle.getSymbolicName())));
  }

  /** Brings back the lasting packages that the framework has lost or has in an earlier version. */
  void restore() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> lasting = files.filter(file -> file.toString().endsWith(TYPE)).sorted().toList();
      for (Path file : lasting) {
        restore(file);
      }
    } catch (IOException e) {
      LOG.error("the packages in {} cannot be read: {}", directory, e.getMessage());
    }
  }

  private void restore(Path file) {
    try {
      PackageFile lasting = PackageFile.read(file);
      if (agent().flatMap(packages -> packages.file(lasting.name())).isPresent()) {
        return;
      }
      DeploymentPackage present = admin.present(lasting.name());
      boolean onTrial = Files.exists(directory.resolve(lasting.name() + TRIAL));
      if (present == null || (!onTrial && present.getVersion().compareTo(lasting.version()) < 0)) {
        admin.install(file);
        LOG.info("package {} brought back", lasting);
      }
    } catch (IOException | InstallException e) {
      LOG.error("package {} cannot be brought back: {}", file.getFileName(), e.getMessage());
    }
  }

  void accept(FirmwareOrder order) throws InstallException {
    if (order.difference()) {
      throw untouched(
          UpdateFault.UPGRADE,
          "the file is a difference to the present version (isDiff), which is no deployment"
              + " package; order the whole package");
    }
  }

  /** Everything that can be known before anything is touched. */
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
    if (new VersionOrder().compare(ordered, fresh.version().toString()) != 0) {
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
      new WholeFile(directory.resolve(fresh.name() + TRIAL)).write(fresh.toString());
    } catch (IOException e) {
      throw new InstallException("the trial cannot be marked: " + e.getMessage(), e);
    }
    admin.install(firmware.file());
    if (!isPresent(fresh)) {
      throw new InstallException("package " + fresh + " was taken, but not all of its bundles");
    }
    return Installed.NEW;
  }

  Installed state(Firmware firmware) throws InstallException {
    PackageFile fresh = read(firmware.file());
    if (isAwaited(fresh.name())) {
      return Installed.PENDING;
    }
    if (isPresent(fresh)) {
      return Installed.NEW;
    }
    Path former = firmware.directory().resolve(FORMER);
    if (Files.exists(former)) {
      return isPresent(read(former)) ? Installed.FORMER : Installed.BETWEEN;
    }
    Map<String, Bundle> present = deployed();
    boolean none =
        read(firmware.file()).bundles().keySet().stream().noneMatch(present::containsKey);
    // Without a copy of the former package nothing has been touched yet.
    boolean untouched = !Files.exists(directory.resolve(read(firmware.file()).name() + TRIAL));
    return none || untouched ? Installed.FORMER : Installed.BETWEEN;
  }

  /** Kura's agent installs the packages of its list some time after a start, one by one. */
  private boolean isAwaited(String name) {
    return agent().flatMap(packages -> packages.file(name)).filter(Files::exists).isPresent()
        && admin.present(name) == null;
  }

  Optional<String> fault(Firmware firmware) {
    try {
      PackageFile fresh = read(firmware.file());
      if (!isPresent(fresh)) {
        return Optional.of("package " + fresh + " is not there");
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
      new WholeFile(directory.resolve(fresh.name() + TRIAL)).delete();
    } catch (IOException e) {
      throw new InstallException("package " + fresh + " cannot be kept: " + e.getMessage(), e);
    }
    if (!isPresent(fresh)) {
      admin.install(firmware.file());
    }
  }

  private void keep(PackageFile fresh, Path file) throws IOException {
    Optional<KuraPackages> agent = agent();
    if (agent.isPresent()) {
      agent.get().keep(fresh, file);
      new WholeFile(lasting(fresh.name())).delete();
    } else {
      new WholeFile(lasting(fresh.name())).copy(file);
    }
  }

  void rollBack(Firmware firmware) throws InstallException {
    PackageFile fresh = read(firmware.file());
    Path former = firmware.directory().resolve(FORMER);
    if (Files.exists(former)) {
      reinstall(former);
    } else if (state(firmware) != Installed.FORMER) {
      admin.uninstall(fresh.name());
    }
    try {
      forget(fresh, former);
      new WholeFile(directory.resolve(fresh.name() + TRIAL)).delete();
    } catch (IOException e) {
      throw new InstallException("the trial cannot be unmarked: " + e.getMessage(), e);
    }
  }

  /** A commit that failed may have left the new file in its place. */
  private void forget(PackageFile fresh, Path former) throws IOException {
    Path kept = kept(fresh.name());
    if (!Files.exists(kept) || !PackageFile.read(kept).version().equals(fresh.version())) {
      return;
    }
    if (Files.exists(former)) {
      keep(PackageFile.read(former), former);
    } else {
      Optional<KuraPackages> agent = agent();
      if (agent.isPresent()) {
        agent.get().forget(fresh.name());
      }
      new WholeFile(lasting(fresh.name())).delete();
    }
  }

  private void reinstall(Path former) throws InstallException {
    PackageFile wanted = read(former);
    if (isPresent(wanted) && runsAll(wanted)) {
      return;
    }
    admin.install(former);
    if (!isPresent(wanted)) {
      // The administrator leaves a package alone whose version it believes to have.
      admin.uninstall(wanted.name());
      admin.install(former);
    }
    if (!isPresent(wanted)) {
      throw new InstallException("package " + wanted + " did not come back whole");
    }
  }

  private boolean runsAll(PackageFile wanted) {
    Map<String, Bundle> present = deployed();
    return wanted.bundles().keySet().stream().map(present::get).allMatch(BundleStarts::runs);
  }

  /** A bundle from elsewhere would run beside its new version, not be replaced by it. */
  private void refuseStrangers(PackageFile fresh) throws InstallException {
    for (Bundle bundle : context.getBundles()) {
      String name = bundle.getSymbolicName();
      if (fresh.bundles().containsKey(name) && !bundle.getLocation().startsWith(LOCATION)) {
        throw new InstallException("bundle " + name + " was not installed by a deployment package");
      }
    }
  }

  /** The file to go back to, where it has to be kept; empty if there is nothing to go back to. */
  private Optional<Path> former(PackageFile fresh, Firmware firmware) throws InstallException {
    DeploymentPackage present = admin.present(fresh.name());
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
              + " is not at hand: there would be no way back");
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

  /** The file that the package comes back from at the next start, if there is one. */
  private Path kept(String name) {
    return agent()
        .flatMap(packages -> packages.file(name))
        .filter(Files::exists)
        .orElseGet(() -> lasting(name));
  }

  private Path lasting(String name) {
    return directory.resolve(name + TYPE);
  }

  private boolean isPresent(PackageFile wanted) {
    Map<String, Bundle> present = deployed();
    return wanted.bundles().entrySet().stream()
        .allMatch(
            entry -> {
              Bundle bundle = present.get(entry.getKey());
              return bundle != null && bundle.getVersion().equals(entry.getValue());
            });
  }

  private Map<String, Bundle> deployed() {
    Map<String, Bundle> bundles = new HashMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(LOCATION)) {
        bundles.put(bundle.getSymbolicName(), bundle);
      }
    }
    return bundles;
  }

  private static PackageFile read(Path file) throws InstallException {
    try {
      return PackageFile.read(file);
    } catch (IOException e) {
      throw new InstallException("the file is no deployment package: " + e.getMessage(), e);
    }
  }
}
