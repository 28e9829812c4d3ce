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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

class ExternalCredentialsTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");

  private final ExternalCredentials lent = new ExternalCredentials();

  private record Has(String secret) implements CredentialStore {

    @Override
    public Optional<Secret> find(DeviceIdentity device) {
      return Optional.of(Secret.of(secret));
    }

    @Override
    public void keep(DeviceIdentity device, Secret deviceSecret) {}
  }

  private String found() throws IOException {
    return lent.present().orElseThrow().find(DEVICE).orElseThrow().reveal();
  }

  @Test
  void isEmptyUntilAStoreIsRegistered() throws IOException {
    assertTrue(lent.present().isEmpty());
    lent.bind(new Has("first"));
    assertEquals("first", found());
  }

  @Test
  void oneThatIsReplacedIsFollowedByTheOneInItsPlace() throws IOException {
    lent.bind(new Has("first"));
    lent.bind(new Has("second"));
    lent.unbind(new Has("first"));
    assertEquals("second", found());
  }

  @Test
  void oneThatIsAwayIsNotTakenForNone() throws IOException {
    lent.bind(new Has("first"));
    lent.unbind(new Has("first"));
    IOException away = assertThrows(IOException.class, lent::present);
    assertTrue(
        String.valueOf(away.getMessage()).startsWith("the credential store is not registered"));
    lent.bind(new Has("back"));
    assertEquals("back", found());
  }
}
