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
import java.util.Optional;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.store.WholeFile;

/**
 * Installs by a command, such as RAUC, Mender or SWUpdate, that writes the inactive system
 * partition: until a restart the former version runs, whatever happens.
 */
public final class CommandInstaller implements FirmwareInstaller {

  private static final String MARK = "installed";

  private final CommandSettings settings;
  private final String boot;

  /**
   * @param boot an identifier that differs for each start of the system
   */
  public CommandInstaller(CommandSettings settings, String boot) {
    this.settings = settings;
    this.boot = boot;
  }

  /** Returns an identifier that differs for each start of this system. */
  public static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return ProcessHandle.current().pid() + " " + ProcessHandle.current().info().startInstant();
    }
  }

  @Override
  public void accept(FirmwareOrder order) throws InstallException {
    if (order.difference()) {
      throw new InstallException(
          "the file is a difference to the present version (isDiff); a command needs the whole"
              + " file; nothing was touched");
    }
    argument(order);
  }

  @Override
  public Installed install(Firmware firmware) throws InstallException, InterruptedException {
    CommandRun run = run(settings.install(), firmware);
    boolean afterRestart = settings.restartCodes().contains(run.exitCode());
    if (!afterRestart) {
      require(run, "the installation");
    }
    if (afterRestart && settings.version().isEmpty()) {
      throw new InstallException(
          "command.version is missing: it finds the running version after a restart");
    }
    mark(firmware);
    return afterRestart ? Installed.NEW_AFTER_RESTART : Installed.NEW;
  }

  @Override
  public Installed state(Firmware firmware) throws InstallException, InterruptedException {
    Optional<String> marked = marked(firmware);
    if (marked.isEmpty()) {
      // The command itself may have restarted the system before its success could be recorded.
      boolean runs = !settings.restartCodes().isEmpty() && fault(firmware).isEmpty();
      return runs && !settings.version().isEmpty() ? Installed.NEW : Installed.FORMER;
    }
    if (settings.version().isEmpty() || runs(firmware)) {
      return Installed.NEW;
    }
    return marked.get().equals(boot) ? Installed.NEW_AFTER_RESTART : Installed.FELL_BACK;
  }

  @Override
  public void restart(Firmware firmware) throws InstallException, InterruptedException {
    if (!settings.restart().isEmpty()) {
      require(run(settings.restart(), firmware), "the restart");
    }
  }

  @Override
  public Optional<String> fault(Firmware firmware) throws InterruptedException {
    try {
      return settings.version().isEmpty() || runs(firmware)
          ? Optional.empty()
          : Optional.of("another version runs than " + firmware.order().version());
    } catch (InstallException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void commit(Firmware firmware) throws InstallException, InterruptedException {
    if (!settings.commit().isEmpty()) {
      require(run(settings.commit(), firmware), "the commit");
    }
  }

  @Override
  public void rollBack(Firmware firmware) throws InstallException, InterruptedException {
    Installed state = state(firmware);
    if (state == Installed.FORMER || state == Installed.FELL_BACK) {
      return;
    }
    if (settings.rollBack().isEmpty()) {
      throw new InstallException("no command.rollback is configured");
    }
    require(run(settings.rollBack(), firmware), "the rollback");
    try {
      Files.deleteIfExists(firmware.directory().resolve(MARK));
    } catch (IOException e) {
      throw new InstallException("the installation marker cannot be deleted: " + e.getMessage(), e);
    }
  }

  private boolean runs(Firmware firmware) throws InstallException, InterruptedException {
    CommandRun run = run(settings.version(), firmware);
    require(run, "the version command");
    return run.output().strip().equals(firmware.order().version());
  }

  private CommandRun run(List<String> command, Firmware firmware)
      throws InstallException, InterruptedException {
    String version = argument(firmware.order());
    List<String> words =
        command.stream()
            .map(
                word ->
                    word.replace("{file}", firmware.file().toAbsolutePath().toString())
                        .replace("{version}", version))
            .toList();
    return CommandRun.of(words, firmware.directory(), settings.timeout());
  }

  /**
   * Returns the version as an argument that no command takes for an option or for a file of
   * options.
   */
  private static String argument(FirmwareOrder order) throws InstallException {
    String version = order.version();
    if (version.isEmpty() || !Character.isLetterOrDigit(version.charAt(0))) {
      throw new InstallException(
          UpdateFault.UPGRADE,
          "the version "
              + version
              + " does not begin with a letter or a digit: a command could take it for an option;"
              + " nothing was touched");
    }
    return version;
  }

  private static void require(CommandRun run, String what) throws InstallException {
    if (run.exitCode() != 0) {
      throw new InstallException(
          what + " ended with exit code " + run.exitCode() + ": " + run.lastLine());
    }
  }

  private void mark(Firmware firmware) throws InstallException {
    try {
      new WholeFile(firmware.directory().resolve(MARK)).write(boot);
    } catch (IOException e) {
      throw new InstallException("the installation cannot be marked: " + e.getMessage(), e);
    }
  }

  private static Optional<String> marked(Firmware firmware) throws InstallException {
    Path mark = firmware.directory().resolve(MARK);
    try {
      return Files.exists(mark) ? Optional.of(Files.readString(mark)) : Optional.empty();
    } catch (IOException e) {
      throw new InstallException("the installation marker cannot be read: " + e.getMessage(), e);
    }
  }
}
