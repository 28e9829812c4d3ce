/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kuralink.api.line.LineSigner;

/**
 * The symmetric encryption of CoAP: AES-128 in CBC with PKCS#7; the key is the middle of a digest
 * of device secret and the platform's random text, the initial vector is constant. The guide
 * specifies only AES; the rest follows the official C SDK. Created once per log-in, because
 * creating ciphers is expensive. Thread-safe.
 */
final class SymmetricKey {

  private static final byte[] VECTOR = "543yhjy97ae7fyfg".getBytes(StandardCharsets.US_ASCII);
  private static final int FROM = 8;
  private static final int TO = 24;

  private final SecretKeySpec key;
  private final Cipher encryption;
  private final Cipher decryption;

  private SymmetricKey(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    try {
      encryption = cipher(Cipher.ENCRYPT_MODE);
      decryption = cipher(Cipher.DECRYPT_MODE);
    } catch (GeneralSecurityException e) {
      throw cannotEncrypt(e);
    }
  }

  /**
   * Returns the key of a log-in.
   *
   * @param random the random text in the platform's response
   */
  static SymmetricKey of(LineSigner signer, String random) {
    return new SymmetricKey(Arrays.copyOfRange(signer.digest("," + random), FROM, TO));
  }

  /** Encrypts bytes to blocks of 16 bytes, at least one byte longer than the plain text. */
  byte[] encrypt(byte[] plain) {
    synchronized (encryption) {
      try {
        return encryption.doFinal(plain);
      } catch (GeneralSecurityException e) {
        throw cannotEncrypt(e);
      }
    }
  }

  /**
   * Decrypts bytes. Any thread.
   *
   * @throws GeneralSecurityException if they were not encrypted, or with another key
   */
  byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
    synchronized (decryption) {
      // Resets the state that an earlier failure may have left.
      decryption.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(VECTOR));
      return decryption.doFinal(encrypted);
    }
  }

  private Cipher cipher(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, key, new IvParameterSpec(VECTOR));
    return cipher;
  }

  private static IllegalStateException cannotEncrypt(GeneralSecurityException cause) {
    return new IllegalStateException("this Java runtime cannot encrypt", cause);
  }
}
