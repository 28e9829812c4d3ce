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
 * What symmetric encryption of CoAP encrypts with: AES-128 in CBC with PKCS#7, the middle of a
 * digest of device secret and the platform's random text as the key, and an initial vector that is
 * the same for all. The guide says no more than AES; the rest is what the official C SDK does. Made
 * once for a log-in, for ciphers cost more to make than to use. Safe for any thread.
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
   * The key of a log-in.
   *
   * @param random what the platform answered to it
   */
  static SymmetricKey of(LineSigner signer, String random) {
    return new SymmetricKey(Arrays.copyOfRange(signer.digest("," + random), FROM, TO));
  }

  /** A whole number of blocks of 16 bytes, at least one byte longer than what is plain. */
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
   * The plain bytes; any thread may call.
   *
   * @throws GeneralSecurityException if it was not, or with another key
   */
  byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
    synchronized (decryption) {
      // What failed before may have left something behind.
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
