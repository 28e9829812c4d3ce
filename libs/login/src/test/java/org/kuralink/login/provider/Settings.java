/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.Endpoint;
import org.kuralink.login.Transport;
import org.kuralink.login.sign.SignMethod;

/** Settings for tests, with one change at a time. */
public record Settings(LoginSettings get) {

  public static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "device");

  public static Settings of(Authentication authentication) {
    return new Settings(
        new LoginSettings(
            DEVICE,
            Optional.of(Secret.of("secret")),
            Optional.of(Secret.of("prodsecret")),
            authentication,
            SignMethod.HMACSHA256,
            "",
            false,
            new Endpoint("localhost", 1883, Transport.TLS),
            URI.create("https://localhost"),
            Duration.ofSeconds(10),
            RegistrationWay.HTTPS,
            ""));
  }

  public Settings noDeviceSecret() {
    return with(Optional.empty(), get.endpoint(), get.authUrl(), get.httpTimeout());
  }

  public Settings endpoint(Endpoint endpoint) {
    return with(get.deviceSecret(), endpoint, get.authUrl(), get.httpTimeout());
  }

  public Settings authUrl(String url) {
    return with(get.deviceSecret(), get.endpoint(), URI.create(url), get.httpTimeout());
  }

  public Settings httpTimeout(Duration limit) {
    return with(get.deviceSecret(), get.endpoint(), get.authUrl(), limit);
  }

  /** Of an instance that is told by its id. */
  public Settings instance(String id) {
    return new Settings(
        new LoginSettings(
            get.identity(),
            get.deviceSecret(),
            get.productSecret(),
            get.authentication(),
            get.signMethod(),
            get.clientId(),
            get.timestamp(),
            get.endpoint(),
            get.authUrl(),
            get.httpTimeout(),
            get.registration(),
            id));
  }

  private Settings with(
      Optional<Secret> deviceSecret, Endpoint endpoint, URI authUrl, Duration httpTimeout) {
    return new Settings(
        new LoginSettings(
            get.identity(),
            deviceSecret,
            get.productSecret(),
            get.authentication(),
            get.signMethod(),
            get.clientId(),
            get.timestamp(),
            endpoint,
            authUrl,
            httpTimeout,
            get.registration(),
            get.instanceId()));
  }
}
