/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The three signature methods (spec 3.1); names are case-insensitive. */
public enum SignMethod {
  /** Used where none is named. */
  HMACMD5("HmacMD5"),
  /** SHA-1. */
  HMACSHA1("HmacSHA1"),
  /** SHA-256. */
  HMACSHA256("HmacSHA256");

  private final String algorithm;

  SignMethod(String algorithm) {
    this.algorithm = algorithm;
  }

  /** The method of that name, if there is one. */
  public static Optional<SignMethod> named(String name) {
    for (SignMethod method : values()) {
      if (method.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /** Names and values one after another, by name, without anything between. */
  public static String content(Map<String, String> parameters) {
    SortedMap<String, String> sorted = new TreeMap<>(parameters);
    StringBuilder content = new StringBuilder();
    sorted.forEach((name, value) -> content.append(name).append(value));
    return content.toString();
  }

  /** The signature of the parameters, in hex. */
  public String sign(String secret, Map<String, String> parameters) {
    return HexFormat.of().formatHex(mac(secret, content(parameters)));
  }

  /** Whether the signature, in hex of any case, is that of the parameters. */
  public boolean verifies(String secret, Map<String, String> parameters, String signature) {
    byte[] given = signature.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    byte[] right = sign(secret, parameters).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, right);
  }

  private byte[] mac(String secret, String content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
