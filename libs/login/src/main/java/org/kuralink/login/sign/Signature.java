/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.sign;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

/**
 * A signature and the signed text (developer guide 3.1): names and values, sorted by name, without
 * separators.
 *
 * @param content the text that was signed
 * @param hex the signature in upper-case hex
 */
public record Signature(String content, String hex) {

  /** The maximum length that the platform accepts. */
  public static final int MAX_CLIENT_ID = 64;

  /** Signs parameters. */
  public static Signature of(SignMethod method, Secret key, Map<String, String> parameters) {
    String content = content(parameters);
    return new Signature(content, method.sign(key, content));
  }

  /** Returns the text to sign. */
  public static String content(Map<String, String> parameters) {
    SortedMap<String, String> sorted = new TreeMap<>(parameters);
    StringBuilder content = new StringBuilder();
    sorted.forEach((name, value) -> content.append(name).append(value));
    return content.toString();
  }

  /** Returns the signed parameters of a device's log-in. */
  public static Map<String, String> parameters(
      DeviceIdentity device, String clientId, OptionalLong timestamp) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("clientId", clientId);
    parameters.put("deviceName", device.deviceName());
    parameters.put("productKey", device.productKey());
    timestamp.ifPresent(millis -> parameters.put("timestamp", Long.toString(millis)));
    return parameters;
  }

  /** Returns the default client id of a device. */
  public static String clientId(DeviceIdentity device) {
    String both = device.productKey() + "." + device.deviceName();
    return both.length() <= MAX_CLIENT_ID ? both : device.deviceName();
  }
}
