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

/** Who speaks over a line, and how it proves that (developer guide 3.1). */
public sealed interface LineLogin {

  /** The device that speaks. */
  DeviceIdentity device();

  /** How the client calls itself: 1..64 characters without a vertical bar. */
  String clientId();

  /**
   * With a signature; the line knows which parameters its protocol wants signed.
   *
   * @param timestamp milliseconds since 1970, if the signature shall cover the time
   * @param signer signs for the device, or for its product at a registration
   */
  record Signed(DeviceIdentity device, String clientId, OptionalLong timestamp, LineSigner signer)
      implements LineLogin {}

  /**
   * With a token that the platform has issued over HTTPS.
   *
   * @param id the platform's name for the device, which goes with the token
   */
  record Token(DeviceIdentity device, String clientId, String id, Secret token)
      implements LineLogin {}
}
