/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Applies a configuration file to this device, and reverts it. A service with the property {@link
 * #NAME}, by which the settings of the remote configuration select it.
 *
 * <p>The service properties {@code product.key} and {@code device.name} select the devices whose
 * configuration it applies, and {@code connection} the sessions ({@link
 * org.kuralink.api.connection.HandlerProperties}); without them it applies the configuration of the
 * gateway itself. An applier with a product key serves the devices of that product whatever its
 * {@link #NAME}; each call contains the device ({@link ConfigurationFile#device}).
 *
 * <p>For one file the calls are {@code prepare}, {@code apply}, and then either {@code commit} or
 * {@code restore}. The snapshot of {@code prepare} is on disk before {@code apply} is called. After
 * a crash at any later point, {@code restore} or {@code commit} is called in the next process,
 * possibly again. So both have to be repeatable, and an applier must not depend on state in memory
 * between calls.
 *
 * <p>Called on a thread that serves appliers only, one call at a time. A call may write to disk,
 * but must return within {@link #LIMIT_SECONDS}. A call that does not is interrupted and abandoned;
 * the next call, for example {@code restore}, then runs on another thread while the abandoned one
 * may still be blocked. Any other exception or error, and a {@code null} snapshot, count as a
 * {@link ConfigurationException} without a message.
 */
@ConsumerType
public interface ConfigurationApplier {

  /** The time limit of a call in seconds. */
  int LIMIT_SECONDS = 60;

  /** The service property with the applier's name. */
  String NAME = "applier.name";

  /**
   * Reads and validates the file, and takes a snapshot of everything that {@code apply} would
   * change. Changes nothing.
   *
   * @return all that {@code restore} needs to restore the present configuration byte for byte;
   *     stored, readable by the owner only, until the file is committed or restored
   * @throws ConfigurationException if the file cannot be applied: what is wrong, and where
   */
  byte[] prepare(ConfigurationFile file) throws ConfigurationException;

  /**
   * Applies the file to this device. Effects that occur later, on other threads, may still fail:
   * this is detected because the platform is not reached again, and leads to {@code restore}.
   *
   * @throws ConfigurationException if it failed; {@code restore} is called next
   */
  void apply(ConfigurationFile file) throws ConfigurationException;

  /**
   * Returns whether the changes of {@code apply} for a file are still in effect. Asked after a
   * restart that interrupted the trial; if they are not in effect, the file is applied again.
   *
   * @throws ConfigurationException if this cannot be determined; counts as false
   */
  default boolean isInForce(ConfigurationFile file) throws ConfigurationException {
    return true;
  }

  /**
   * Restores the configuration of a snapshot, no matter how much of it was changed.
   *
   * @throws ConfigurationException if it failed; called again at the next start
   */
  void restore(byte[] snapshot) throws ConfigurationException;

  /**
   * Restores the configuration of a device. The default implementation ignores the device and calls
   * {@link #restore(byte[])}; an applier for several devices overrides it.
   *
   * @param subDevice the sub-device; empty for the gateway itself
   * @throws ConfigurationException if it failed; called again at the next start
   */
  default void restore(Optional<DeviceIdentity> subDevice, byte[] snapshot)
      throws ConfigurationException {
    restore(snapshot);
  }

  /**
   * Makes the new configuration permanent, if {@code apply} has not done so already. Called after
   * the platform was reached with it.
   *
   * @throws ConfigurationException if it failed; {@code restore} is called next
   */
  default void commit(ConfigurationFile file) throws ConfigurationException {}
}
