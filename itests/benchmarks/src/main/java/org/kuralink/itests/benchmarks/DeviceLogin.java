/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A device of the benchmark and the log-in parameters for a plain client (developer guide 3.1). */
record DeviceLogin(String productKey, String deviceName, String deviceSecret) {

  String clientId() {
    return deviceName + "|securemode=3,signmethod=hmacsha256|";
  }

  String userName() {
    return deviceName + "&" + productKey;
  }

  String password() {
    return sign(Map.of());
  }

  /** What is asked for a token with over HTTPS and CoAP (developer guide 3.3, 3.4). */
  String asksForToken(Map<String, String> more) {
    JsonObject body = new JsonObject();
    body.addProperty("productKey", productKey);
    body.addProperty("deviceName", deviceName);
    body.addProperty("clientId", deviceName);
    more.forEach(body::addProperty);
    body.addProperty("signmethod", "hmacsha256");
    body.addProperty("sign", sign(more));
    return body.toString();
  }

  private String sign(Map<String, String> more) {
    Map<String, String> signed = new TreeMap<>(more);
    signed.put("clientId", deviceName);
    signed.put("deviceName", deviceName);
    signed.put("productKey", productKey);
    StringBuilder content = new StringBuilder();
    signed.forEach((name, value) -> content.append(name).append(value));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(deviceSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal(content.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String topic(String path) {
    return "/sys/" + productKey + "/" + deviceName + "/thing/" + path;
  }
}
