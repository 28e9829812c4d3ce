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
 * Installs firmware of some modules or file types. Registered as a service; of those that fit an
 * order one that names its module goes before one that names its file type, and both before one
 * that names neither, then the higher {@code service.ranking} counts.
 *
 * <p>The service properties {@code product.key} and {@code device.name} say whose firmware it
 * installs, {@code connection} of which sessions ({@link
 * org.kuralink.api.connection.HandlerProperties}); without them it is that of the gateway itself.
 * {@link Firmware#subDevice} names the device in each call.
 *
 * <p>The process may be killed at any moment, and the installer be stopped while it works. Every
 * method is then called again at the next start, so each must be repeatable. All are called on a
 * thread of its own, for each device one at a time; they may block and are interrupted when a
 * person cancels.
 *
 * <p>Whatever a method throws is a failure of the update. One that has not returned when its time
 * is over ({@link #TIME_LIMIT}) is interrupted and waited for no longer: the former version is put
 * back by the next call, on another thread.
 */
@ConsumerType
public interface FirmwareInstaller {

  /** The service property ({@code String} or {@code String[]}) with modules; absent: every one. */
  String MODULE = "module";

  /** The service property ({@code String} or {@code String[]}) with file types; absent: every. */
  String FILE_TYPE = "file.type";

  /**
   * The service property ({@code Integer} or {@code Long}) with the seconds that a call may take;
   * absent: what the updates are configured to wait. For {@link #fault} what is left of the proving
   * time counts if that is less.
   */
  String TIME_LIMIT = "time.limit.seconds";

  /**
   * Looks at an order before its file is fetched. An order may be for a file that holds only what
   * is new ({@link FirmwareOrder#difference}); who cannot install such a file refuses it here.
   *
   * @throws InstallException if it will not be installed
   */
  default void accept(FirmwareOrder order) throws InstallException, InterruptedException {}

  /**
   * The same, for an installer that serves sub-devices.
   *
   * @param subDevice whose firmware it is; empty for the gateway itself
   * @throws InstallException if it will not be installed
   */
  default void accept(Optional<DeviceIdentity> subDevice, FirmwareOrder order)
      throws InstallException, InterruptedException {
    accept(order);
  }

  /**
   * Looks at the file, which has the size and the digests of its order, before anything is touched.
   * May be repeated.
   *
   * @throws InstallException if it will not be installed; it is reported, and nothing is put back
   */
  default void check(Firmware firmware) throws InstallException, InterruptedException {}

  /**
   * Puts the new version in place, so that the former one can still be had back.
   *
   * @return {@link Installed#NEW} or {@link Installed#NEW_AFTER_RESTART}
   * @throws InstallException if it does not succeed; {@link #rollBack} follows
   * @throws InterruptedException if a person cancelled; {@link #rollBack} follows
   */
  Installed install(Firmware firmware) throws InstallException, InterruptedException;

  /** What is in place now; asked first of all after a restart in the middle of an installation. */
  Installed state(Firmware firmware) throws InstallException, InterruptedException;

  /** Restarts into the new version. Called after {@link Installed#NEW_AFTER_RESTART}. */
  default void restart(Firmware firmware) throws InstallException, InterruptedException {}

  /** What is wrong with the new version that runs now; empty if it is well. Asked repeatedly. */
  default Optional<String> fault(Firmware firmware) throws InterruptedException {
    return Optional.empty();
  }

  /** Makes the new version the lasting one: it has proved itself. */
  void commit(Firmware firmware) throws InstallException, InterruptedException;

  /**
   * Puts the former version back, whatever is in place.
   *
   * @throws InstallException if the former version cannot be had back
   */
  void rollBack(Firmware firmware) throws InstallException, InterruptedException;
}
