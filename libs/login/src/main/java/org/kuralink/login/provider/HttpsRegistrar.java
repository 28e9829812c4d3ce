/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.login.LoginException;
import org.kuralink.login.sign.Signature;

/** Requests a device secret over HTTPS (developer guide 9.2). */
final class HttpsRegistrar implements Registrar {

  private final AuthService service;

  HttpsRegistrar(AuthService service) {
    this.service = service;
  }

  @Override
  public Secret register(LoginSettings settings, Secret productSecret, String random)
      throws LoginException {
    DeviceIdentity identity = settings.identity();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("productKey", identity.productKey());
    form.put("deviceName", identity.deviceName());
    form.put("random", random);
    Signature signature = Signature.of(settings.signMethod(), productSecret, form);
    form.put("sign", signature.hex());
    form.put("signMethod", settings.signMethod().wireName());
    AuthService.Answer answer = service.post("/auth/register/device", form);
    if (answer.code() != 200) {
      throw refusal(identity, answer);
    }
    return Secret.of(answer.text("deviceSecret"));
  }

  private static LoginException refusal(DeviceIdentity identity, AuthService.Answer answer) {
    String who = "the platform did not register " + identity + " (" + answer.words() + "): ";
    return switch (answer.code()) {
      case 401, 6600 ->
          new LoginException(
              SessionFault.Cause.WRONG_SECRET,
              who + "the signature is wrong; check product.secret");
      case 460, 6250 ->
          new LoginException(
              SessionFault.Cause.CONFIGURATION, who + "check product.key and device.name");
      case 5001, 6100 ->
          new LoginException(
              SessionFault.Cause.UNKNOWN_DEVICE,
              who + "the device does not exist; create it in the product first");
      case 500 -> new LoginException(SessionFault.Cause.PLATFORM, who + "try later");
      default ->
          new LoginException(
              SessionFault.Cause.REGISTRATION_REFUSED,
              who
                  + "enable dynamic registration for the product and create the device; a secret"
                  + " that was issued before is not issued again");
    };
  }
}
