/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DecryptedPasswordsTest {

  private static final Object KURA = "Kura's";

  private final DecryptedPasswords passwords = new DecryptedPasswords();

  /** Opens texts that begin with these words. */
  private static Function<char[], Callable<char[]>> opens(String sealed) {
    return stored ->
        () -> {
          String text = new String(stored);
          if (!text.startsWith(sealed)) {
            throw new IllegalArgumentException("not sealed");
          }
          return text.substring(sealed.length()).toCharArray();
        };
  }

  @Test
  void whatNobodyCanDecryptIsPlain() {
    assertEquals("sealed secret", passwords.read("sealed secret"));
    passwords.bind(KURA, opens("sealed "));
    assertEquals("secret", passwords.read("sealed secret"));
    assertEquals("plain", passwords.read("plain"));
  }

  @Test
  void whatWasDecryptedLastHoldsWhileNobodyIsThere() {
    passwords.bind(KURA, opens("sealed "));
    passwords.read("sealed secret");
    passwords.unbind(KURA);
    assertEquals("secret", passwords.read("sealed secret"));
    assertEquals("sealed other", passwords.read("sealed other"));
  }

  @Test
  void whoComesInSomebodysPlaceStaysWhenThatGoes() {
    passwords.bind(KURA, opens("sealed "));
    passwords.bind("another", opens("locked "));
    passwords.unbind(KURA);
    assertEquals("secret", passwords.read("locked secret"));
  }
}
