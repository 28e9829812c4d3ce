/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.util.Map;
import java.util.OptionalLong;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.LineLogin;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.sign.Signature;

/**
 * A log-in with a device secret, and the signed text, which helps to find out why the platform
 * refuses the log-in (developer guide 3.1).
 *
 * @param login the data of CONNECT
 * @param content the text that was signed
 */
public record SignedLogin(MqttLogin login, String content) {

  /** The name of this client for the platform; not signed. */
  static final String VERSION = "kuralink-" + BuildVersion.TEXT;

  /** Announces that the client handles synchronous requests on custom topics, {@code /ext/rrpc}. */
  private static final String CUSTOM_RRPC = ",ext=1";

  /**
   * Signs a log-in.
   *
   * @param clientId the configured client id; empty for the default
   * @param timestamp milliseconds since 1970, if the signature is to include it
   * @throws LoginException with cause CONFIGURATION if the client id or the identity is invalid
   */
  public static SignedLogin of(
      DeviceIdentity identity,
      Secret deviceSecret,
      SignMethod method,
      String clientId,
      OptionalLong timestamp,
      Endpoint endpoint)
      throws LoginException {
    checkIdentity(identity);
    String id = clientId(clientId, identity);
    return of(
        new LineLogin.Signed(identity, id, timestamp, new SecretSigner(method, deviceSecret)),
        endpoint,
        false);
  }

  /**
   * Signs a log-in that was validated before.
   *
   * @param subDevices whether the platform is to subscribe the topics of sub-devices
   */
  public static SignedLogin of(LineLogin.Signed who, Endpoint endpoint, boolean subDevices) {
    Map<String, String> parameters =
        Signature.parameters(who.device(), who.clientId(), who.timestamp());
    StringBuilder mqttId =
        new StringBuilder(who.clientId())
            .append("|securemode=")
            .append(endpoint.transport().secureMode())
            .append(",signmethod=")
            .append(who.signer().method());
    who.timestamp().ifPresent(millis -> mqttId.append(",timestamp=").append(millis));
    mqttId.append(",_v=").append(VERSION).append(CUSTOM_RRPC).append(subDevices ? ",_ss=1|" : "|");
    Secret password = Secret.of(who.signer().sign(parameters));
    return new SignedLogin(
        new MqttLogin(endpoint.uri(), mqttId.toString(), userName(who.device()), password, false),
        Signature.content(parameters));
  }

  static String userName(DeviceIdentity identity) {
    return identity.deviceName() + "&" + identity.productKey();
  }

  /** Validates the identity. */
  public static void checkIdentity(DeviceIdentity identity) throws LoginException {
    checkName("product.key", identity.productKey());
    checkName("device.name", identity.deviceName());
  }

  private static void checkName(String property, String value) throws LoginException {
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || "/+#&|".indexOf(c) >= 0)) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          property
              + " is "
              + (value.isEmpty() ? "empty" : "'" + value + "', which is invalid")
              + "; copy it from the platform's console");
    }
  }

  /** Returns the part of the MQTT client id that is signed. */
  public static String clientId(String configured, DeviceIdentity identity) throws LoginException {
    return checked(configured.isEmpty() ? Signature.clientId(identity) : configured);
  }

  private static String checked(String clientId) throws LoginException {
    if (clientId.length() > Signature.MAX_CLIENT_ID || clientId.indexOf('|') >= 0) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          "client.id must have at most 64 characters and no vertical bar, but is '"
              + clientId
              + "'");
    }
    return clientId;
  }
}
