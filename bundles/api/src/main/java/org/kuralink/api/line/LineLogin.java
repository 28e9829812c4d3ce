/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import java.util.OptionalLong;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

/** The identity and the credentials of a log-in (developer guide 3.1). */
public sealed interface LineLogin {

  /** Returns the device that logs in. */
  DeviceIdentity device();

  /** Returns the client id: 1 to 64 characters without a vertical bar. */
  String clientId();

  /**
   * A log-in with a signature. The line determines which parameters its protocol signs.
   *
   * @param timestamp milliseconds since 1970-01-01T00:00Z, if the signature has to cover the time
   * @param signer signs with the secret of the device, or of its product for a registration
   */
  record Signed(DeviceIdentity device, String clientId, OptionalLong timestamp, LineSigner signer)
      implements LineLogin {}

  /**
   * A log-in with a token that the platform has issued over HTTPS.
   *
   * @param id the id that the platform issued with the token
   */
  record Token(DeviceIdentity device, String clientId, String id, Secret token)
      implements LineLogin {}
}
