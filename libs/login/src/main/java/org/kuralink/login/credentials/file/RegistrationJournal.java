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
 * Remembers across a crash that the platform was asked for a device's secret. Between the moment
 * when the platform issues a secret and the moment when it is on our disk, nothing on this side can
 * save it; the mark makes sure that afterwards a person is told what happened.
 */
public interface RegistrationJournal {

  /** When a request was begun whose outcome is not known, if there is one. */
  Optional<Instant> begun(DeviceIdentity device) throws IOException;

  /** Notes that the platform is about to be asked; survives a power cut. */
  void begin(DeviceIdentity device, Instant now) throws IOException;

  /** The outcome is known. */
  void end(DeviceIdentity device) throws IOException;

  /** For a store that keeps no such marks. */
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
