/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.install.Installers.Delegating;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.deploymentadmin.DeploymentAdmin;

/**
 * Installs OSGi deployment packages; active where a DeploymentAdmin is registered. Owns the daemon
 * thread {@code kuralink-ota-packages}, on which packages are handled one at a time. The thread is
 * not interrupted when the component stops, because the package being installed may contain this
 * bundle.
 */
@Component(
    service = FirmwareInstaller.class,
    immediate = true,
    property = FirmwareInstaller.FILE_TYPE + "=dp")
public final class PackageInstaller implements FirmwareInstaller, Delegating {

  private static final String DIRECTORY = "ota-packages";

  @Reference private @Nullable DeploymentAdmin admin;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  private volatile @Nullable Running running;

  /** The operation in progress, for messages; null if there is none. */
  private volatile @Nullable String present;

  @Activate
  void activate(BundleContext context) {
    DeploymentAdmin service = admin;
    if (service == null) {
      return;
    }
    Path directory =
        DataDirectory.of(
                Optional.ofNullable(systemService).map(SystemService::getKuraDataDirectory),
                Optional.ofNullable(context.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
                DIRECTORY)
            .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "kuralink", DIRECTORY));
    ExecutorService thread =
        Executors.newSingleThreadExecutor(ComponentThread.daemons("kuralink-ota-packages"));
    DeploymentPackages packages =
        new DeploymentPackages(service, context, directory, KuraPackages.of(System::getProperty));
    FormerPackages former = new FormerPackages(packages);
    running = new Running(thread, packages, former);
    thread.execute(former::restore);
  }

  @Deactivate
  void deactivate() {
    Running last = running;
    running = null;
    if (last != null) {
      last.thread.shutdown();
    }
  }

  @Override
  public void accept(FirmwareOrder order) throws InstallException, InterruptedException {
    call("checks an order", now -> done(() -> now.packages.accept(order)));
  }

  @Override
  public void check(Firmware firmware) throws InstallException, InterruptedException {
    call("checks the package", now -> done(() -> now.packages.check(firmware)));
  }

  @Override
  public Optional<String> waitsFor() {
    return Optional.ofNullable(present).map(what -> "DeploymentAdmin, which " + what + ",");
  }

  @Override
  public Installed install(Firmware firmware) throws InstallException, InterruptedException {
    return call("installs " + firmware.order(), now -> now.packages.install(firmware));
  }

  @Override
  public Installed state(Firmware firmware) throws InstallException, InterruptedException {
    return call("lists its packages", now -> now.former.state(firmware));
  }

  @Override
  public Optional<String> fault(Firmware firmware) throws InterruptedException {
    try {
      return call("lists its bundles", now -> now.packages.fault(firmware));
    } catch (InstallException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void commit(Firmware firmware) throws InstallException, InterruptedException {
    call("keeps " + firmware.order(), now -> done(() -> now.packages.commit(firmware)));
  }

  @Override
  public void rollBack(Firmware firmware) throws InstallException, InterruptedException {
    call(
        "restores the package before " + firmware.order(),
        now -> done(() -> now.former.rollBack(firmware)));
  }

  /** Runs an operation, which continues to its end even if the caller is interrupted. */
  private <T> T call(String what, Call<T> call) throws InstallException, InterruptedException {
    Running now = running;
    if (now == null) {
      throw new InstallException("the installer of packages is being replaced");
    }
    Callable<T> task =
        () -> {
          present = what;
          try {
            return call.on(now);
          } finally {
            present = null;
          }
        };
    try {
      return now.thread.submit(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InstallException expected) {
        throw expected;
      }
      throw new InstallException(String.valueOf(e.getCause()), e);
    }
  }

  private static boolean done(Action action) throws InstallException {
    action.run();
    return true;
  }

  private record Running(
      ExecutorService thread, DeploymentPackages packages, FormerPackages former) {}

  @FunctionalInterface
  private interface Action {
    void run() throws InstallException;
  }

  @FunctionalInterface
  private interface Call<T> {
    T on(Running now) throws InstallException;
  }
}
