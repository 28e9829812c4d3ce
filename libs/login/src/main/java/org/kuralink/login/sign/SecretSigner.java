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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineSigner;

/** Signs with the secret of a device, or of a product during registration; reveals neither. */
public record SecretSigner(SignMethod way, Secret secret) implements LineSigner {

  @Override
  public String method() {
    return way.wireName();
  }

  @Override
  public String sign(Map<String, String> parameters) {
    return Signature.of(way, secret, parameters).hex();
  }

  @Override
  public byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((secret.reveal() + text).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
