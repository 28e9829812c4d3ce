/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A device of the benchmark and how a bare client logs it in (developer guide 3.1). */
record DeviceLogin(String productKey, String deviceName, String deviceSecret) {

  String clientId() {
    return deviceName + "|securemode=3,signmethod=hmacsha256|";
  }

  String userName() {
    return deviceName + "&" + productKey;
  }

  String password() {
    String content =
        "clientId" + deviceName + "deviceName" + deviceName + "productKey" + productKey;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(deviceSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String topic(String path) {
    return "/sys/" + productKey + "/" + deviceName + "/thing/" + path;
  }
}
