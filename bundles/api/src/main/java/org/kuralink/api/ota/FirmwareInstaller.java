/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Installs the firmware of certain modules or file types. Registered as a service. Of several
 * suitable installers, one that names the module takes precedence over one that names the file
 * type, and both over one that names neither; then the higher {@code service.ranking} decides.
 *
 * <p>The service properties {@code product.key} and {@code device.name} select the devices whose
 * firmware it installs, and {@code connection} the sessions ({@link
 * org.kuralink.api.connection.HandlerProperties}); without them it installs the firmware of the
 * gateway itself. {@link Firmware#subDevice} contains the device of each call.
 *
 * <p>The process may be killed and the installer be stopped at any moment. Methods are then called
 * again after the next start, so each of them must be repeatable. All methods are called on a
 * dedicated thread, one at a time per device. They may block, and are interrupted when the operator
 * cancels the update.
 *
 * <p>Any exception is a failure of the update. A method that exceeds its time limit ({@link
 * #TIME_LIMIT}) is interrupted and abandoned; the rollback then runs on another thread.
 */
@ConsumerType
public interface FirmwareInstaller {

  /**
   * The service property ({@code String} or {@code String[]}) with the modules; absent: all
   * modules.
   */
  String MODULE = "module";

  /**
   * The service property ({@code String} or {@code String[]}) with the file types; absent: all file
   * types.
   */
  String FILE_TYPE = "file.type";

  /**
   * The service property ({@code Integer} or {@code Long}) with the time limit of a call in
   * seconds; absent: the configured limit of the updates. {@link #fault} is also limited by the
   * rest of the proving time.
   */
  String TIME_LIMIT = "time.limit.seconds";

  /**
   * Checks an order of the gateway before the download. The file of a difference order contains
   * only the changes ({@link FirmwareOrder#difference}); an installer that cannot apply such a file
   * refuses the order here.
   *
   * @throws InstallException if the installer refuses the order
   */
  default void accept(FirmwareOrder order) throws InstallException, InterruptedException {}

  /**
   * Checks an order of any device before the download. The default implementation ignores the
   * device and calls {@link #accept(FirmwareOrder)}.
   *
   * @param subDevice the sub-device to update; empty for the gateway itself
   * @throws InstallException if the installer refuses the order
   */
  default void accept(Optional<DeviceIdentity> subDevice, FirmwareOrder order)
      throws InstallException, InterruptedException {
    accept(order);
  }

  /**
   * Checks the file, whose size and digests match the order, before anything is changed. May be
   * called repeatedly.
   *
   * @throws InstallException if the installer refuses the file; the failure is reported, and no
   *     rollback follows
   */
  default void check(Firmware firmware) throws InstallException, InterruptedException {}

  /**
   * Installs the new version in such a way that a rollback remains possible.
   *
   * @return {@link Installed#NEW} or {@link Installed#NEW_AFTER_RESTART}
   * @throws InstallException if the installation fails; {@link #rollBack} follows
   * @throws InterruptedException if the operator cancelled; {@link #rollBack} follows
   */
  Installed install(Firmware firmware) throws InstallException, InterruptedException;

  /**
   * Returns which version is in place. The first call after a restart that interrupted an
   * installation.
   */
  Installed state(Firmware firmware) throws InstallException, InterruptedException;

  /** Restarts into the new version. Called after {@link Installed#NEW_AFTER_RESTART}. */
  default void restart(Firmware firmware) throws InstallException, InterruptedException {}

  /**
   * Returns what is wrong with the running new version; empty if it is healthy. Called repeatedly
   * during the proving time.
   */
  default Optional<String> fault(Firmware firmware) throws InterruptedException {
    return Optional.empty();
  }

  /** Makes the new version permanent, after it has proved itself. */
  void commit(Firmware firmware) throws InstallException, InterruptedException;

  /**
   * Restores the former version from any state.
   *
   * @throws InstallException if the former version cannot be restored
   */
  void rollBack(Firmware firmware) throws InstallException, InterruptedException;
}
