/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kuralink.api.connection.Secret;

/**
 * The passwords of servers, which the platform encrypts with the DeviceSecret of the gateway
 * (developer guide 9.6): AES/CBC/PKCS5Padding with the first 16 bytes of the key as initialization
 * vector, in Base64.
 */
final class EncryptedPassword {

  private static final int BLOCK = 16;
  private static final Set<Integer> KEYS = Set.of(16, 24, 32);

  private EncryptedPassword() {}

  /**
   * Decrypts a password.
   *
   * @throws IllegalArgumentException if that fails; the message is a predicate and shows neither
   *     the password nor the secret
   */
  static Secret decrypt(String encrypted, Optional<Secret> deviceSecret) {
    byte[] key =
        deviceSecret
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "cannot be decrypted: the DeviceSecret of this gateway is not known yet"))
            .reveal()
            .getBytes(StandardCharsets.UTF_8);
    if (!KEYS.contains(key.length)) {
      throw new IllegalArgumentException(
          "cannot be decrypted: the DeviceSecret of this gateway has "
              + key.length
              + " bytes, but AES needs 16, 24 or 32");
    }
    byte[] blocks = bytes(encrypted);
    if (blocks.length == 0 || blocks.length % BLOCK != 0) {
      throw new IllegalArgumentException(
          "is not encrypted: it has "
              + blocks.length
              + " bytes in Base64, which is not a multiple of 16");
    }
    return Secret.of(text(decrypted(key, blocks)));
  }

  private static byte[] bytes(String encrypted) {
    try {
      return Base64.getDecoder().decode(encrypted.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not encrypted: it is not Base64", e);
    }
  }

  private static byte[] decrypted(byte[] key, byte[] blocks) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(Arrays.copyOf(key, BLOCK)));
      return cipher.doFinal(blocks);
    } catch (BadPaddingException e) {
      throw foreign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot be decrypted: " + e.getMessage(), e);
    }
  }

  private static String text(byte[] clear) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(clear)).toString();
    } catch (CharacterCodingException e) {
      throw foreign();
    }
  }

  private static IllegalArgumentException foreign() {
    return new IllegalArgumentException(
        "cannot be decrypted with the DeviceSecret of this gateway; it was encrypted with another"
            + " one");
  }
}
