/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.security.SecureRandom;
import java.time.Clock;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.download.WebClient;
import org.kuralink.login.LoginException;

/** Creates the provider of the configured authentication. */
public final class LoginProviders {

  private LoginProviders() {}

  /**
   * Creates a provider. Errors in the settings are reported by {@link LoginProvider#login}, not
   * here.
   *
   * @param store the store of issued secrets
   * @param proxies the proxies for HTTPS
   * @param overMqtt registers over MQTT
   */
  public static LoginProvider create(
      LoginSettings settings,
      CredentialStore store,
      ServerTrust trust,
      WebClient.Proxies proxies,
      Registrar overMqtt,
      Clock clock,
      SecureRandom random) {
    AuthService service =
        new AuthService(
            new WebClient(proxies), settings.authUrl(), settings.httpTimeout(), trust, clock);
    return switch (settings.authentication()) {
      case DEVICE_CERTIFICATE -> new DeviceLogin(settings, () -> configured(settings), clock);
      case PRODUCT_CERTIFICATE -> {
        Registrar registrar =
            settings.registration() == RegistrationWay.MQTT
                ? overMqtt
                : new HttpsRegistrar(service);
        ProductLogin product = new ProductLogin(settings, store, registrar, clock, random);
        yield new DeviceLogin(settings, product::deviceSecret, clock);
      }
      case HTTPS_TOKEN -> new TokenLogin(settings, () -> configured(settings), service, clock);
    };
  }

  private static Secret configured(LoginSettings settings) throws LoginException {
    return settings
        .deviceSecret()
        .orElseThrow(
            () ->
                new LoginException(
                    SessionFault.Cause.CONFIGURATION,
                    "device.secret is missing; copy it from the device's page on the platform"));
  }
}
