/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A store for the device secrets that the platform issues by dynamic registration (developer guide
 * 2.3, 9.2). The platform issues a secret only once: after its loss, the operator has to delete the
 * device on the platform and create it again. The connection has a file-based store of its own; a
 * service of this type takes precedence over it, for example to keep secrets in secure hardware.
 *
 * <p>Methods may block; they are never called on the thread that receives messages.
 */
@ConsumerType
public interface CredentialStore {

  /**
   * Returns the stored secret of a device; empty if there is none.
   *
   * @throws IOException if the store cannot be read; the connection then does not attempt the
   *     registration
   */
  Optional<Secret> find(DeviceIdentity device) throws IOException;

  /**
   * Stores a secret. When this method returns, the secret survives a power failure.
   *
   * @throws IOException if the secret could not be stored
   */
  void keep(DeviceIdentity device, Secret deviceSecret) throws IOException;
}
