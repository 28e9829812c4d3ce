/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.cota;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives configuration files unmodified. Registered as a service, and called if the setting
 * {@code applier} is {@code file}. The service property {@link RemoteConfiguration#CONNECTION} (one
 * value or several) restricts it to certain sessions. {@code product.key} and {@code device.name}
 * select the devices ({@link org.kuralink.api.connection.HandlerProperties}); without them it
 * receives the files of the gateway itself.
 *
 * <p>Called on a thread that serves listeners and appliers only, one listener after another. A call
 * must return within {@value ConfigurationApplier#LIMIT_SECONDS} seconds; otherwise it is
 * interrupted, abandoned and counts as a failure, as does any exception.
 */
@ConsumerType
@FunctionalInterface
public interface RemoteConfigurationListener {

  /**
   * Applies a file. Also called with the former file again, if a listener refused the new one or
   * the platform was not reached with it, and with the same file after a crash.
   *
   * @throws ConfigurationException if the file cannot be applied: what is wrong, and where
   */
  void configured(ConfigurationFile file) throws ConfigurationException;

  /**
   * Reverts a file that has no predecessor: it was the first one, and a listener refused it or the
   * platform was not reached with it.
   *
   * @throws ConfigurationException if the file has effects that cannot be undone
   */
  default void withdrawn(ConfigurationFile file) throws ConfigurationException {}
}
