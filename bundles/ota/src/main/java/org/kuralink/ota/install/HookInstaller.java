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
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.deployment.hook.DeploymentHook;
import org.eclipse.kura.deployment.hook.RequestContext;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.ota.journal.DurableFiles;

/**
 * Leaves the installation to one of Kura's deployment hooks: {@code preDownload} may refuse an
 * order, {@code postDownload} and {@code postInstall} carry it out. The request type is the module,
 * or the file type where the module has no hook. A hook has no way back; an update that fails
 * behind {@code postDownload} says so.
 */
public final class HookInstaller implements FirmwareInstaller {

  private static final String PID = "kura.service.pid";
  private static final String BEGUN = "begun";
  private static final String DONE = "done";

  private final Map<String, String> associations;
  private final Hooks hooks;

  /**
   * An installer.
   *
   * @param associations the names of hooks, by module or file type
   */
  public HookInstaller(Map<String, String> associations, Hooks hooks) {
    this.associations = Map.copyOf(associations);
    this.hooks = hooks;
  }

  @Override
  public void accept(FirmwareOrder order) throws InstallException {
    call(order, "", DeploymentHook::preDownload);
  }

  @Override
  public Installed install(Firmware firmware) throws InstallException {
    String file = firmware.file().toAbsolutePath().toString();
    hook(firmware.order());
    mark(firmware, BEGUN);
    call(firmware.order(), file, DeploymentHook::postDownload);
    call(firmware.order(), file, DeploymentHook::postInstall);
    mark(firmware, DONE);
    return Installed.NEW;
  }

  @Override
  public Installed state(Firmware firmware) {
    if (Files.exists(firmware.directory().resolve(DONE))) {
      return Installed.NEW;
    }
    return Files.exists(firmware.directory().resolve(BEGUN)) ? Installed.BETWEEN : Installed.FORMER;
  }

  @Override
  public void commit(Firmware firmware) {
    // A hook is done when it returns; Kura knows no later step.
  }

  @Override
  public void rollBack(Firmware firmware) throws InstallException {
    if (state(firmware) != Installed.FORMER) {
      throw new InstallException("a deployment hook cannot be taken back");
    }
  }

  private void call(FirmwareOrder order, String file, Call call) throws InstallException {
    Map<String, Object> properties =
        Map.of("dp.name", order.module(), "dp.version", order.version());
    try {
      call.on(hook(order), new RequestContext(file, requestType(order)), properties);
    } catch (KuraException | RuntimeException e) {
      throw new InstallException("the deployment hook refuses: " + e.getMessage(), e);
    }
  }

  private DeploymentHook hook(FirmwareOrder order) throws InstallException {
    String wanted = associations.getOrDefault(requestType(order), "");
    return hooks
        .named(wanted)
        .orElseThrow(() -> new InstallException("there is no deployment hook '" + wanted + "'"));
  }

  private String requestType(FirmwareOrder order) {
    return associations.containsKey(order.module()) ? order.module() : order.fileType();
  }

  private static void mark(Firmware firmware, String name) throws InstallException {
    Path mark = firmware.directory().resolve(name);
    try {
      DurableFiles.write(mark, name);
    } catch (IOException e) {
      throw new InstallException("the installation cannot be marked: " + e.getMessage(), e);
    }
  }

  /** The hooks that come and go; of those with the same name the first counts. Any thread. */
  public static final class Hooks {

    private final List<Named> all = new CopyOnWriteArrayList<>();

    /** A hook came, with its service properties. */
    public void add(DeploymentHook hook, Map<String, ?> properties) {
      all.add(new Named(String.valueOf(properties.get(PID)), hook));
    }

    /** A hook went. */
    public void remove(DeploymentHook hook) {
      all.removeIf(named -> named.hook == hook);
    }

    private Optional<DeploymentHook> named(String name) {
      return all.stream().filter(named -> named.name.equals(name)).findFirst().map(Named::hook);
    }

    private record Named(String name, DeploymentHook hook) {}
  }

  @FunctionalInterface
  private interface Call {
    void on(DeploymentHook hook, RequestContext context, Map<String, Object> properties)
        throws KuraException;
  }
}
