/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.LineLogin;
import org.kuralink.login.Endpoint;
import org.kuralink.login.LoginException;
import org.kuralink.login.SignedLogin;
import org.kuralink.login.sign.Signature;

/**
 * A log-in with a token that the platform issues over HTTPS for the device secret (developer guide
 * 3.1). A token is valid for seven days; it is renewed after six, and after a refusal.
 */
final class TokenLogin implements LoginProvider {

  private static final Duration RENEWAL = Duration.ofDays(6);

  private final LoginSettings settings;
  private final DeviceLogin.SecretSource secrets;
  private final AuthService service;
  private final Clock clock;
  private @Nullable Login cached;
  private Instant obtained = Instant.MIN;

  TokenLogin(
      LoginSettings settings, DeviceLogin.SecretSource secrets, AuthService service, Clock clock) {
    this.settings = settings;
    this.secrets = secrets;
    this.service = service;
    this.clock = clock;
  }

  @Override
  public Login login() throws LoginException {
    Instant now = clock.instant();
    Login login = cached;
    if (login == null || now.isBefore(obtained) || !now.isBefore(obtained.plus(RENEWAL))) {
      login = authenticate(now);
      cached = login;
      obtained = now;
    }
    return login;
  }

  @Override
  public void refused() {
    cached = null;
  }

  private Login authenticate(Instant now) throws LoginException {
    DeviceIdentity identity = settings.identity();
    SignedLogin.checkIdentity(identity);
    String clientId = SignedLogin.clientId(settings.clientId(), identity);
    OptionalLong timestamp =
        settings.timestamp() ? OptionalLong.of(now.toEpochMilli()) : OptionalLong.empty();
    Map<String, String> form = Signature.parameters(identity, clientId, timestamp);
    Signature signature = Signature.of(settings.signMethod(), secrets.deviceSecret(), form);
    form.put("sign", signature.hex());
    form.put("signmethod", settings.signMethod().wireName());
    form.put("version", "default");
    form.put("resources", "mqtt");
    AuthService.Answer answer = service.post("/auth/devicename", form);
    if (answer.code() != 200) {
      throw refusal(identity, answer);
    }
    Optional<Endpoint> server = server(answer.data());
    String id = answer.text("iotId");
    Secret token = Secret.of(answer.text("iotToken"));
    return new Login(new LineLogin.Token(identity, clientId, id, token), server);
  }

  /** Returns the endpoint in the response; without it, the configured endpoint is used. */
  private Optional<Endpoint> server(JsonObject data) throws LoginException {
    if (!(data.get("resources") instanceof JsonObject resources)
        || !(resources.get("mqtt") instanceof JsonObject mqtt)) {
      return Optional.empty();
    }
    try {
      JsonElement host = mqtt.get("host");
      int port = mqtt.get("port").getAsInt();
      if (port < 1 || port > 65_535 || !host.getAsString().matches("[A-Za-z0-9._:\\[\\]-]+")) {
        throw new IllegalStateException("out of range");
      }
      return Optional.of(new Endpoint(host.getAsString(), port, settings.endpoint().transport()));
    } catch (IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new LoginException(
          SessionFault.Cause.PLATFORM,
          "the platform's answer names no usable MQTT host and port; try later, or log in with"
              + " authentication device-certificate");
    }
  }

  private static LoginException refusal(DeviceIdentity identity, AuthService.Answer answer) {
    String who = "the platform issued no token for " + identity + " (" + answer.words() + "): ";
    return switch (answer.code()) {
      case 401 ->
          new LoginException(
              SessionFault.Cause.WRONG_SECRET,
              who + "the signature is wrong; check device.secret and device.name");
      case 460 ->
          new LoginException(
              SessionFault.Cause.CONFIGURATION,
              who + "a parameter is wrong; check product.key, device.name and client.id");
      case 5001 ->
          new LoginException(
              SessionFault.Cause.UNKNOWN_DEVICE,
              who + "the device does not exist; check product.key, device.name and region");
      case 6200 ->
          new LoginException(
              SessionFault.Cause.CONFIGURATION,
              who + "the product requires another authentication; change authentication");
      default -> new LoginException(SessionFault.Cause.PLATFORM, who + "try later");
    };
  }
}
