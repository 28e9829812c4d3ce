/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.Secret;

/** Passwords that openssl has encrypted, and texts that are not encrypted passwords. */
class EncryptedPasswordTest {

  private static Stream<Map<?, ?>> vectors(String kind) {
    Object list = FieldCases.object(FieldCases.text("opcua-password-vectors.json")).get(kind);
    return ((List<?>) list).stream().map(each -> (Map<?, ?>) each);
  }

  static Stream<Map<?, ?>> good() {
    return vectors("good");
  }

  static Stream<Map<?, ?>> bad() {
    return vectors("bad")
        .filter(each -> each.get("password") != null && !"".equals(each.get("password")));
  }

  private static Optional<Secret> secret(Map<?, ?> vector) {
    return Optional.of(Secret.of(String.valueOf(vector.get("deviceSecret"))));
  }

  @ParameterizedTest
  @MethodSource("good")
  void decryptsWhatThePlatformEncrypted(Map<?, ?> vector) {
    String password = String.valueOf(vector.get("password"));
    String text = String.valueOf(vector.get("text"));
    assertEquals(text, EncryptedPassword.decrypt(password, secret(vector)).reveal());
    String broken = password.substring(0, 8) + "\r\n" + password.substring(8) + "\n";
    assertEquals(text, EncryptedPassword.decrypt(broken, secret(vector)).reveal());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesInWordsThatShowNothing(Map<?, ?> vector) {
    String password = String.valueOf(vector.get("password"));
    String words =
        assertThrows(
                IllegalArgumentException.class,
                () -> EncryptedPassword.decrypt(password, secret(vector)))
            .getMessage();
    assertFalse(words.contains(password), words);
    assertFalse(words.contains(String.valueOf(vector.get("deviceSecret"))), words);
    assertFalse(words.contains("Exception"), words);
  }

  @Test
  void saysThatThereIsNoSecretYet() {
    assertEquals(
        "cannot be decrypted: the DeviceSecret of this gateway is not known yet",
        assertThrows(
                IllegalArgumentException.class,
                () -> EncryptedPassword.decrypt("7lBTkjb1RBAltOSgBBsCdA==", Optional.empty()))
            .getMessage());
  }

  @Test
  void refusesWhatIsNoUtf8() throws Exception {
    javax.crypto.Cipher cipher = javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding");
    byte[] key = FieldCases.SECRET.reveal().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    cipher.init(
        javax.crypto.Cipher.ENCRYPT_MODE,
        new javax.crypto.spec.SecretKeySpec(key, "AES"),
        new javax.crypto.spec.IvParameterSpec(java.util.Arrays.copyOf(key, 16)));
    String encrypted =
        java.util.Base64.getEncoder().encodeToString(cipher.doFinal(new byte[] {(byte) 0xff}));
    assertThrows(
        IllegalArgumentException.class,
        () -> EncryptedPassword.decrypt(encrypted, Optional.of(FieldCases.SECRET)));
  }
}
