/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;

/** Encrypts the same text differently each time, as Kura does, in Kura's form {@code iv-data}. */
final class CryptoDouble {

  private static final Pattern ENCRYPTED = Pattern.compile("[A-Za-z0-9+/=]+-[A-Za-z0-9+/=]+");

  private int number;

  /** Encrypts plain text; returns encrypted text unchanged. */
  synchronized String encryptAnew(String text) {
    number++;
    return encode("vector " + number) + "-" + encode(plain(text));
  }

  /** Returns the plain text of a text that may be encrypted. */
  String plain(String text) {
    try {
      return new String(decryptAes(text.toCharArray()));
    } catch (KuraException | IllegalArgumentException notEncrypted) {
      return text;
    }
  }

  boolean isEncrypted(String text) {
    return !plain(text).equals(text);
  }

  /** Fails in both ways in which Kura's fails. */
  char[] decryptAes(char[] encrypted) throws KuraException {
    String text = new String(encrypted);
    if (!text.contains("-")) {
      throw new IllegalArgumentException("no initialization vector");
    }
    if (!ENCRYPTED.matcher(text).matches() || !decode(text, 0).startsWith("vector ")) {
      throw new KuraException(KuraErrorCode.DECODER_ERROR);
    }
    return decode(text, 1).toCharArray();
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text, int part) {
    return new String(Base64.getDecoder().decode(text.split("-")[part]), StandardCharsets.UTF_8);
  }
}
