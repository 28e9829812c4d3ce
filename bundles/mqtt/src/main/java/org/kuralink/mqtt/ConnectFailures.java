/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.time.Instant;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.LineException;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.diagnosis.Diagnosis;

/** Translates failures of Paho to faults with a message for the operator. */
final class ConnectFailures {

  private static final int NOT_CONNACK = 6;

  private ConnectFailures() {}

  /** Returns why the link could not be opened. */
  static LineException connect(Throwable failure, MqttLogin login, Instant now) {
    int code = failure instanceof MqttException mqtt ? mqtt.getReasonCode() : 0;
    if (code > 0 && code < NOT_CONNACK) {
      return refused(code, login);
    }
    if (code == MqttException.REASON_CODE_INVALID_MESSAGE) {
      return notMqtt(login, "");
    }
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof PacketInput.ForeignBytesException) {
        return notMqtt(login, " (" + e.getMessage() + ")");
      }
    }
    Diagnosis found = Diagnosis.of(failure, login.server().getRawAuthority(), now);
    return new LineException(found.cause(), found.message());
  }

  /** Returns why an open link ended. */
  static LineException lost(Throwable failure, MqttLogin login, Instant now) {
    LineException found = connect(failure, login, now);
    return found.cause() == SessionFault.Cause.CONFIGURATION
        ? found
        : new LineException(SessionFault.Cause.LINK_LOST, String.valueOf(found.getMessage()));
  }

  private static LineException notMqtt(MqttLogin login, String detail) {
    return new LineException(
        SessionFault.Cause.CONFIGURATION,
        login.server().getRawAuthority()
            + " does not speak MQTT"
            + detail
            + "; check port and transport");
  }

  private static LineException refused(int code, MqttLogin login) {
    return switch (code) {
      case 1 ->
          LineException.refused(
              SessionFault.Cause.PLATFORM, code, "the server does not speak MQTT 3.1.1");
      case 2 ->
          LineException.refused(
              SessionFault.Cause.CONFIGURATION,
              code,
              "the platform refused the client id; check client.id");
      case 3 ->
          login.byToken()
              ? LineException.refused(
                  SessionFault.Cause.TOKEN_REFUSED,
                  code,
                  "the platform refused the token; a new one will be requested")
              : LineException.refused(
                  SessionFault.Cause.PLATFORM, code, "the platform is not available; try later");
      case 4 ->
          LineException.refused(
              SessionFault.Cause.WRONG_SECRET,
              code,
              "the platform refused the signature: the device secret is wrong or the device does not"
                  + " exist; check product.key, device.name, device.secret and region");
      default ->
          LineException.refused(
              SessionFault.Cause.DEVICE_DISABLED,
              code,
              "the platform refused this device: it is disabled or not allowed to log in;"
                  + " enable it on the platform");
    };
  }
}
