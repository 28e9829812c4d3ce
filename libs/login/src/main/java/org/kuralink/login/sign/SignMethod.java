/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kuralink.api.connection.Secret;

/** The signature algorithms of the platform (developer guide 3.1). */
public enum SignMethod {
  /** HMAC with MD5. */
  HMACMD5("HmacMD5"),
  /** HMAC with SHA-1. */
  HMACSHA1("HmacSHA1"),
  /** HMAC with SHA-256. */
  HMACSHA256("HmacSHA256");

  private final String algorithm;

  SignMethod(String algorithm) {
    this.algorithm = algorithm;
  }

  /** Returns the method with this wire name, ignoring case. */
  public static Optional<SignMethod> of(String name) {
    for (SignMethod method : values()) {
      if (method.name().equalsIgnoreCase(name)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /** Returns the name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Signs a text; the result is upper-case hex. */
  public String sign(Secret key, String content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), algorithm));
      byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().withUpperCase().formatHex(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no " + algorithm, e);
    }
  }
}
