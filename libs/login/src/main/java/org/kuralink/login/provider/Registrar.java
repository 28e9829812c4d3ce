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

/** Requests the secret of a device from the platform; blocks up to its time limit. */
@FunctionalInterface
public interface Registrar {

  /**
   * Returns the secret issued to the device. The platform issues it only once.
   *
   * @param random a fresh text, part of the signed content
   * @throws LoginException if the platform refuses or cannot be reached
   */
  Secret register(LoginSettings settings, Secret productSecret, String random)
      throws LoginException;
}
