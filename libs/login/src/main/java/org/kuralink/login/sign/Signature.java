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
 * A signature and the very text it covers (developer guide 3.1): names and values, sorted by name,
 * with nothing between them.
 *
 * @param content the text that was signed
 * @param hex the signature in upper-case hex
 */
public record Signature(String content, String hex) {

  /** As many characters the platform takes. */
  public static final int MAX_CLIENT_ID = 64;

  /** Signs these parameters. */
  public static Signature of(SignMethod method, Secret key, Map<String, String> parameters) {
    String content = content(parameters);
    return new Signature(content, method.sign(key, content));
  }

  /** The text that is signed. */
  public static String content(Map<String, String> parameters) {
    SortedMap<String, String> sorted = new TreeMap<>(parameters);
    StringBuilder content = new StringBuilder();
    sorted.forEach((name, value) -> content.append(name).append(value));
    return content.toString();
  }

  /** What is signed when a device logs in, by its names. */
  public static Map<String, String> parameters(
      DeviceIdentity device, String clientId, OptionalLong timestamp) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("clientId", clientId);
    parameters.put("deviceName", device.deviceName());
    parameters.put("productKey", device.productKey());
    timestamp.ifPresent(millis -> parameters.put("timestamp", Long.toString(millis)));
    return parameters;
  }

  /** The client id of a device that is given no other. */
  public static String clientId(DeviceIdentity device) {
    String both = device.productKey() + "." + device.deviceName();
    return both.length() <= MAX_CLIENT_ID ? both : device.deviceName();
  }
}
