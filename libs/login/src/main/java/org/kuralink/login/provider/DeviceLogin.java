/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineLogin;
import org.kuralink.login.LoginException;
import org.kuralink.login.SignedLogin;
import org.kuralink.login.sign.SecretSigner;

/** A log-in with a signature by the device secret (developer guide 3.1). */
final class DeviceLogin implements LoginProvider {

  private final LoginSettings settings;
  private final SecretSource secrets;
  private final Clock clock;

  DeviceLogin(LoginSettings settings, SecretSource secrets, Clock clock) {
    this.settings = settings;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public Login login() throws LoginException {
    DeviceIdentity device = settings.identity();
    SignedLogin.checkIdentity(device);
    OptionalLong timestamp =
        settings.timestamp() ? OptionalLong.of(clock.millis()) : OptionalLong.empty();
    String clientId = SignedLogin.clientId(settings.clientId(), device);
    SecretSigner signer = new SecretSigner(settings.signMethod(), secrets.deviceSecret());
    return new Login(new LineLogin.Signed(device, clientId, timestamp, signer), Optional.empty());
  }

  /** The source of the device secret. */
  @FunctionalInterface
  interface SecretSource {
    Secret deviceSecret() throws LoginException;
  }
}
