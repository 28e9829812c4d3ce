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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.deployment.hook.DeploymentHook;
import org.eclipse.kura.deployment.hook.RequestContext;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.calls.Ranked;
import org.kuralink.ota.install.Installers.Delegating;
import org.kuralink.store.WholeFile;

/**
 * Installs by one of Kura's deployment hooks: {@code preDownload} and {@code postDownload} may
 * refuse, and nothing has been installed then; {@code postInstall} installs. The request type is
 * the module, or the file type if the module has no hook. A hook cannot be rolled back; an update
 * that fails after {@code postDownload} reports this.
 */
public final class HookInstaller implements FirmwareInstaller, Delegating {

  private static final String PID = "kura.service.pid";
  private static final String TAKEN = "taken";
  private static final String BEGUN = "begun";
  private static final String DONE = "done";
  private static final String UNSAFE = "[^A-Za-z0-9._-]";
  private static final String PLACEHOLDER = "{0}";

  private final Map<String, String> associations;
  private final Map<String, Map<String, Object>> properties;
  private final Hooks hooks;
  private final Path directory;
  private volatile Optional<String> waitsFor = Optional.empty();

  /**
   * The number of the latest call: an earlier call that returns after its deadline has no effect.
   */
  private final AtomicLong latest = new AtomicLong();

  /**
   * @param associations the names of hooks, by module or file type
   * @param properties the properties passed to hooks, by module or file type
   * @param directory holds the files of an update
   */
  public HookInstaller(
      Map<String, String> associations,
      Map<String, Map<String, Object>> properties,
      Hooks hooks,
      Path directory) {
    this.associations = Map.copyOf(associations);
    this.properties = Map.copyOf(properties);
    this.hooks = hooks;
    this.directory = directory.toAbsolutePath();
  }

  @Override
  public Optional<String> waitsFor() {
    return waitsFor;
  }

  @Override
  public void accept(FirmwareOrder order) throws InstallException {
    if (order.difference()) {
      throw new InstallException(
          "the file is a difference to the present version (isDiff); a deployment hook needs the"
              + " whole file; nothing was touched");
    }
    call(order, "preDownload", DeploymentHook::preDownload);
  }

  @Override
  public void check(Firmware firmware) throws InstallException {
    if (Files.exists(firmware.directory().resolve(TAKEN))) {
      return;
    }
    hook(firmware.order());
    name(firmware);
    call(firmware.order(), "postDownload", DeploymentHook::postDownload);
    mark(firmware, TAKEN);
  }

  @Override
  public Installed install(Firmware firmware) throws InstallException {
    mark(firmware, BEGUN);
    call(firmware.order(), "postInstall", DeploymentHook::postInstall);
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
    // A hook is finished when it returns; Kura has no later step.
  }

  @Override
  public void rollBack(Firmware firmware) throws InstallException {
    latest.incrementAndGet();
    if (state(firmware) != Installed.FORMER) {
      throw new InstallException("a deployment hook cannot be rolled back");
    }
  }

  private void call(FirmwareOrder order, String method, Call call) throws InstallException {
    DeploymentHook hook = hook(order);
    String name = "the deployment hook '" + associated(order) + "' in " + method;
    Map<String, Object> given =
        new HashMap<>(properties.getOrDefault(requestType(order), Map.of()));
    given.putIfAbsent("dp.name", order.module());
    given.putIfAbsent("dp.version", order.version());
    long mine = latest.incrementAndGet();
    waitsFor = Optional.of(name);
    try {
      call.on(hook, new RequestContext(path(order).toString(), requestType(order)), given);
    } catch (KuraException e) {
      throw new InstallException(name + " refuses: " + words(e), e);
    } catch (Throwable e) {
      // Any exception of foreign code counts as a refusal that names the hook.
      throw new InstallException(name + " failed: " + words(e), e);
    } finally {
      if (latest.get() == mine) {
        waitsFor = Optional.empty();
      }
    }
    if (latest.get() != mine) {
      throw new InstallException(name + " returned after its deadline");
    }
  }

  /**
   * Returns a message for the operator: Kura's message texts have placeholders that its exceptions
   * do not always fill.
   */
  private static String words(Throwable failure) {
    String own = failure instanceof KuraException ? failure.getMessage() : failure.toString();
    String text = String.valueOf(own).replace(PLACEHOLDER, "").strip();
    Throwable cause = failure.getCause();
    if (cause == null || text.contains(String.valueOf(cause.getMessage()))) {
      return text;
    }
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return text.replaceFirst("[.:\\s]+$", "") + ": " + why;
  }

  private DeploymentHook hook(FirmwareOrder order) throws InstallException {
    String wanted = associated(order);
    return hooks
        .named(wanted)
        .orElseThrow(() -> new InstallException("there is no deployment hook '" + wanted + "'"));
  }

  private String associated(FirmwareOrder order) {
    return associations.getOrDefault(requestType(order), "");
  }

  private String requestType(FirmwareOrder order) {
    return associations.containsKey(order.module()) ? order.module() : order.fileType();
  }

  /**
   * Returns the path of the file, named as Kura names its downloads, because hooks evaluate the
   * name.
   */
  private Path path(FirmwareOrder order) {
    String type = order.fileType().isEmpty() ? "" : "." + order.fileType();
    String name = order.module() + "-" + order.version() + type;
    return directory.resolve("hook").resolve(name.replaceAll(UNSAFE, "_"));
  }

  /** Creates the file for the hook as a hard link, or as a copy if the file system has no links. */
  private void name(Firmware firmware) throws InstallException {
    Path named = path(firmware.order());
    try {
      DataDirectory.make(WholeFile.directoryOf(named));
      Files.deleteIfExists(named);
      try {
        Files.createLink(named, firmware.file());
      } catch (UnsupportedOperationException | IOException e) {
        new WholeFile(named).copy(firmware.file());
      }
    } catch (IOException e) {
      throw new InstallException("the file cannot be given to a hook: " + e.getMessage(), e);
    }
  }

  private static void mark(Firmware firmware, String name) throws InstallException {
    if (!Files.isDirectory(firmware.directory())) {
      throw new InstallException("the update was abandoned: its files are deleted");
    }
    try {
      new WholeFile(firmware.directory().resolve(name)).write(name);
    } catch (IOException e) {
      throw new InstallException("the installation cannot be marked: " + e.getMessage(), e);
    }
  }

  /**
   * The registered hooks; of several with the same name that of the highest rank is used. Any
   * thread may call.
   */
  public static final class Hooks {

    private final Ranked<Named> all = new Ranked<>();

    /** Registers a hook, or replaces its properties. */
    public void put(DeploymentHook hook, Map<String, ?> properties) {
      all.put(hook, properties, new Named(String.valueOf(properties.get(PID)), hook));
    }

    /** Removes a registration of a hook. */
    public void remove(DeploymentHook hook, Map<String, ?> properties) {
      all.remove(hook, properties);
    }

    /** Returns the hook of this name with the highest rank. */
    Optional<DeploymentHook> named(String name) {
      return all.serving(anybody -> true)
          .filter(named -> named.name.equals(name))
          .findFirst()
          .map(Named::hook);
    }

    private record Named(String name, DeploymentHook hook) {}
  }

  @FunctionalInterface
  private interface Call {
    void on(DeploymentHook hook, RequestContext context, Map<String, Object> properties)
        throws KuraException;
  }
}
