/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.auth.DynamicRegistration.Outcome;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;

/** Decides on every CONNECT (spec 3.1, 3.2). */
public final class Gatekeeper {
  /** CONNACK: the identifier, or something in it, is not allowed. */
  public static final int IDENTIFIER_REJECTED = 2;

  /** CONNACK: wrong iotId or iotToken. */
  public static final int BAD_TOKEN = 3;

  /** CONNACK: wrong signature or unknown device. */
  public static final int BAD_CREDENTIALS = 4;

  /** CONNACK: known, but not allowed. */
  public static final int NOT_AUTHORISED = 5;

  /** Seconds; a shorter keep-alive is refused. */
  public static final int KEEP_ALIVE_MIN = 30;

  /** Seconds; a longer keep-alive is refused. */
  public static final int KEEP_ALIVE_MAX = 1200;

  private static final int CLIENT_ID_MAX = 64;

  private final Registry registry;
  private final TokenService tokens;
  private final DynamicRegistration registration;
  private final boolean plainRegistration;

  /** For the devices of the registry. */
  public Gatekeeper(
      Registry registry,
      TokenService tokens,
      DynamicRegistration registration,
      boolean plainRegistration) {
    this.registry = registry;
    this.tokens = tokens;
    this.registration = registration;
    this.plainRegistration = plainRegistration;
  }

  public Verdict decide(ConnectRequest request) {
    Optional<ClientIdentifier> identifier = ClientIdentifier.parse(request.clientIdentifier());
    if (identifier.isEmpty()) {
      return refused(IDENTIFIER_REJECTED, "client id is not <id>|name=value,...|");
    }
    if (identifier.get().clientId().length() > CLIENT_ID_MAX) {
      return refused(IDENTIFIER_REJECTED, "client id longer than " + CLIENT_ID_MAX);
    }
    int keepAlive = request.keepAliveSeconds();
    if (keepAlive < KEEP_ALIVE_MIN || keepAlive > KEEP_ALIVE_MAX) {
      return refused(
          IDENTIFIER_REJECTED,
          "keep-alive " + keepAlive + " s is not in " + KEEP_ALIVE_MIN + ".." + KEEP_ALIVE_MAX);
    }
    String user = request.userName().orElse("");
    String password = request.password().orElse("");
    Optional<String> securityFault = securityFault(identifier.get(), request, user);
    if (securityFault.isPresent()) {
      return refused(IDENTIFIER_REJECTED, securityFault.get());
    }
    int ampersand = user.lastIndexOf('&');
    if (ampersand < 0) {
      return byToken(user, password);
    }
    DeviceKey key = new DeviceKey(user.substring(ampersand + 1), user.substring(0, ampersand));
    return bySignature(key, identifier.get(), password, request.encrypted());
  }

  private Optional<String> securityFault(
      ClientIdentifier identifier, ConnectRequest request, String user) {
    String mode = identifier.parameter("securemode", "");
    if (mode.isEmpty() && !user.contains("&")) {
      return Optional.empty();
    }
    String right = request.encrypted() ? "2" : "3";
    // Who registers says 2 even where it is allowed to do so without TLS.
    boolean registers =
        plainRegistration && identifier.parameter("authType", "").equals("register");
    return mode.equals(right) || (registers && mode.equals("2"))
        ? Optional.empty()
        : Optional.of("securemode must be " + right + " on this port, not '" + mode + "'");
  }

  private Verdict byToken(String iotId, String token) {
    Optional<Device> device = registry.deviceByIotId(iotId);
    if (device.isEmpty() || !tokens.valid(device.get(), token)) {
      return refused(BAD_TOKEN, "wrong or expired iotId and iotToken", device.map(Device::key));
    }
    return device.get().enabled()
        ? new Verdict.Accepted(device.get(), "token")
        : refused(NOT_AUTHORISED, "device is disabled", device.map(Device::key));
  }

  private Verdict bySignature(
      DeviceKey key, ClientIdentifier identifier, String password, boolean encrypted) {
    Optional<SignMethod> method = SignMethod.named(identifier.parameter("signmethod", "hmacmd5"));
    if (method.isEmpty()) {
      return refused(IDENTIFIER_REJECTED, "unknown signmethod", Optional.of(key));
    }
    String authType = identifier.parameter("authType", "");
    if (authType.equals("register")) {
      return register(key, identifier, method.get(), password, encrypted);
    }
    if (!authType.isEmpty()) {
      return refused(
          IDENTIFIER_REJECTED, "authType " + authType + " is not offered", Optional.of(key));
    }
    Optional<Device> device = registry.device(key);
    if (device.isEmpty()) {
      return refused(BAD_CREDENTIALS, "unknown device", Optional.of(key));
    }
    Map<String, String> signed = new HashMap<>();
    signed.put("productKey", key.productKey());
    signed.put("deviceName", key.deviceName());
    signed.put("clientId", identifier.clientId());
    if (identifier.parameters().containsKey("timestamp")) {
      signed.put("timestamp", identifier.parameter("timestamp", ""));
    }
    if (!method.get().verifies(device.get().secret(), signed, password)) {
      return refused(BAD_CREDENTIALS, "wrong signature", Optional.of(key));
    }
    return device.get().enabled()
        ? new Verdict.Accepted(device.get(), "signature")
        : refused(NOT_AUTHORISED, "device is disabled", Optional.of(key));
  }

  private Verdict register(
      DeviceKey key,
      ClientIdentifier identifier,
      SignMethod method,
      String password,
      boolean encrypted) {
    if (!encrypted && !plainRegistration) {
      return refused(NOT_AUTHORISED, "registration needs TLS", Optional.of(key));
    }
    Outcome outcome =
        registration
            .elsewhere(Optional.ofNullable(identifier.parameters().get("instanceId")))
            .orElseGet(
                () ->
                    registration.register(
                        key, identifier.parameter("random", ""), method, password));
    if (outcome.device().isPresent()) {
      return new Verdict.Registered(outcome.device().get());
    }
    boolean unknown = outcome.code() == 6600 || outcome.code() == 6250;
    return refused(unknown ? BAD_CREDENTIALS : NOT_AUTHORISED, outcome.message(), Optional.of(key));
  }

  private static Verdict refused(int returnCode, String reason) {
    return refused(returnCode, reason, Optional.empty());
  }

  private static Verdict refused(int returnCode, String reason, Optional<DeviceKey> key) {
    return new Verdict.Refused(returnCode, reason, key);
  }
}
