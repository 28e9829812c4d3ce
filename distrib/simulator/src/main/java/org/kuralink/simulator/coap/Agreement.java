/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The state of a token in symmetric mode (spec 3.3): the key and the sequence numbers that have
 * been used. Thread-safe.
 */
final class Agreement {
  private static final byte[] IV = "543yhjy97ae7fyfg".getBytes(StandardCharsets.US_ASCII);
  private static final int KEPT = 4096;

  private final SecretKeySpec key;
  private final TreeSet<Long> used = new TreeSet<>();
  private long least;

  /** With numbers from the offset on: the official C device kit begins with the offset itself. */
  Agreement(String deviceSecret, String random, long offset) {
    byte[] digest = sha256(deviceSecret + "," + random);
    key = new SecretKeySpec(Arrays.copyOfRange(digest, 8, 24), "AES");
    least = offset;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  byte[] encrypt(byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES encrypts whatever it is given", e);
    }
  }

  /** Returns empty if the padding shows that another key was used. */
  Optional<byte[]> decrypt(byte[] encrypted) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE).doFinal(encrypted));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, key, new IvParameterSpec(IV));
    return cipher;
  }

  /** The number in option 2089, if it is one. */
  Optional<Long> number(byte[] encrypted) {
    return decrypt(encrypted)
        .map(digits -> new String(digits, StandardCharsets.US_ASCII))
        .filter(digits -> digits.matches("0|[1-9][0-9]{0,17}"))
        .map(Long::valueOf);
  }

  /** Accepts a sequence number once. */
  synchronized boolean use(long number) {
    if (number < least || !used.add(number)) {
      return false;
    }
    if (used.size() > KEPT) {
      least = used.pollFirst() + 1;
    }
    return true;
  }
}
