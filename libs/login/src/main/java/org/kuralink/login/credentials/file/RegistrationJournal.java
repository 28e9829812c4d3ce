/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials.file;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * Records across a crash that a device secret was requested from the platform. A secret is lost if
 * the process is killed after the platform issued it and before it is on disk; the record allows to
 * tell the operator what happened.
 */
public interface RegistrationJournal {

  /** Returns the start of a request whose result is unknown, if there is one. */
  Optional<Instant> begun(DeviceIdentity device) throws IOException;

  /** Records that a request is about to be sent; survives a power failure. */
  void begin(DeviceIdentity device, Instant now) throws IOException;

  /** Records that the result is known. */
  void end(DeviceIdentity device) throws IOException;

  /** Returns a journal that records nothing. */
  static RegistrationJournal none() {
    return new RegistrationJournal() {
      @Override
      public Optional<Instant> begun(DeviceIdentity device) {
        return Optional.empty();
      }

      @Override
      public void begin(DeviceIdentity device, Instant now) {}

      @Override
      public void end(DeviceIdentity device) {}
    };
  }
}
