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
 * Takes configuration files as they are: registered as a service, called if {@code applier} is
 * {@code file}. A service property {@link RemoteConfiguration#CONNECTION} (one text or several)
 * limits it to those sessions; {@code product.key} and {@code device.name} say whose files it takes
 * ({@link org.kuralink.api.connection.HandlerProperties}), without them those of the gateway
 * itself.
 *
 * <p>Called on a thread that serves listeners and appliers only, one listener after another; must
 * return within {@value ConfigurationApplier#LIMIT_SECONDS} seconds. A call that does not is
 * interrupted and given up, and counts as a failure, as does whatever is thrown.
 */
@ConsumerType
@FunctionalInterface
public interface RemoteConfigurationListener {

  /**
   * Takes a file over; also the former one again, when a listener refused the new one or the
   * platform was not reached with it, and the same one after a crash.
   *
   * @throws ConfigurationException if it cannot: what is wrong, and where
   */
  void configured(ConfigurationFile file) throws ConfigurationException;

  /**
   * A file is taken back and there is none to hand out in its place: it was the first one, and a
   * listener refused it or the platform was not reached with it.
   *
   * @throws ConfigurationException if the file has effects that cannot be undone
   */
  default void withdrawn(ConfigurationFile file) throws ConfigurationException {}
}
