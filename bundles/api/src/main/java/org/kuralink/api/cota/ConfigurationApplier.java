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
 * Makes a configuration file effective on this device, and takes it back. A service with the
 * property {@link #NAME}, by which the configuration of a remote configuration chooses it.
 *
 * <p>The service properties {@code product.key} and {@code device.name} say whose configuration it
 * applies, {@code connection} of which sessions ({@link
 * org.kuralink.api.connection.HandlerProperties}); without them it is that of the gateway itself.
 * One that names a product is chosen for its devices whatever {@link #NAME} it has, and each call
 * names the device ({@link ConfigurationFile#device}).
 *
 * <p>For one file the calls are {@code prepare}, {@code apply}, and then either {@code commit} or
 * {@code restore}. The snapshot of {@code prepare} is on disk before {@code apply} is called; after
 * a crash anywhere behind that, {@code restore} or {@code commit} is called in the next process,
 * perhaps once more. So both must do no harm when they are repeated, and an applier keeps nothing
 * between calls that it could not do without.
 *
 * <p>Called on a thread that serves appliers only, one call at a time; a call may write to disk,
 * but must return within {@link #LIMIT_SECONDS}. One that does not is interrupted and given up, and
 * what follows, perhaps {@code restore}, is called on another thread while the former may hang
 * still. Whatever else is thrown, errors as well, counts as a {@link ConfigurationException}
 * without a message; a {@code null} for a snapshot does, too.
 */
@ConsumerType
public interface ConfigurationApplier {

  /** How long a call may take. */
  int LIMIT_SECONDS = 60;

  /** The service property with the applier's name. */
  String NAME = "applier.name";

  /**
   * Reads and checks the file, and remembers what {@code apply} would change. Changes nothing.
   *
   * @return all that {@code restore} needs to put back what is in force now, byte for byte; kept
   *     readable for the owner only until the file is committed or restored
   * @throws ConfigurationException if the file cannot be applied: what is wrong, and where
   */
  byte[] prepare(ConfigurationFile file) throws ConfigurationException;

  /**
   * Changes this device. What takes effect later, in other threads, may fail still: that is found
   * when the platform is not reached again, and restored.
   *
   * @throws ConfigurationException if it failed; {@code restore} is called next
   */
  void apply(ConfigurationFile file) throws ConfigurationException;

  /**
   * Whether what {@code apply} has done for a file is still in effect. Asked by a process that
   * comes after one which was cut off in between: where it is not, the file is tried once more.
   *
   * @throws ConfigurationException if that cannot be told; counts as no
   */
  default boolean isInForce(ConfigurationFile file) throws ConfigurationException {
    return true;
  }

  /**
   * Puts back what a snapshot holds, whether all, some or none of it had been changed.
   *
   * @throws ConfigurationException if it could not; called again at the next start
   */
  void restore(byte[] snapshot) throws ConfigurationException;

  /**
   * The same, for an applier that serves sub-devices.
   *
   * @param subDevice whose configuration it is; empty for the gateway itself
   * @throws ConfigurationException if it could not; called again at the next start
   */
  default void restore(Optional<DeviceIdentity> subDevice, byte[] snapshot)
      throws ConfigurationException {
    restore(snapshot);
  }

  /**
   * The platform was reached with the new configuration: makes it lasting, where applying has not
   * done so already.
   *
   * @throws ConfigurationException if it could not; {@code restore} is called next
   */
  default void commit(ConfigurationFile file) throws ConfigurationException {}
}
