/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import org.kuralink.api.connection.Secret;
import org.kuralink.login.LoginException;

/** Asks the platform for the secret of a device; blocks up to its limit. */
@FunctionalInterface
public interface Registrar {

  /**
   * The secret issued to the device. The platform issues it only once.
   *
   * @param random a fresh text, part of what is signed
   * @throws LoginException if the platform refuses or cannot be asked
   */
  Secret register(LoginSettings settings, Secret productSecret, String random)
      throws LoginException;
}
