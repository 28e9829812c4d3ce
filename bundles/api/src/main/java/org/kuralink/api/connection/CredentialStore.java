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
 * Keeps the device secrets that the platform issues by dynamic registration (developer guide 2.3,
 * 9.2). A secret is issued only once, so losing it means that a person has to delete the device and
 * create it again. The connection brings a store of its own, in files; an application with a safer
 * place registers its own service, which then is preferred.
 *
 * <p>Methods may block; they are never called on the thread that receives messages.
 */
@ConsumerType
public interface CredentialStore {

  /**
   * The secret kept for a device.
   *
   * @throws IOException if the store cannot be read; the registration is then not tried
   */
  Optional<Secret> find(DeviceIdentity device) throws IOException;

  /**
   * Keeps a secret; when this returns it survives a power cut.
   *
   * @throws IOException if it could not be kept
   */
  void keep(DeviceIdentity device, Secret deviceSecret) throws IOException;
}
