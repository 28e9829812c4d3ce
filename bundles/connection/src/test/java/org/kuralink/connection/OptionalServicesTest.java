/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

class OptionalServicesTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");

  private final OptionalServices offered = new OptionalServices();
  private final Memory ours = new Memory();
  private final CredentialStore credentials = offered.credentials(ours);

  /** A store that forgets when the test ends. */
  private static final class Memory implements CredentialStore {

    private final Map<DeviceIdentity, Secret> kept = new HashMap<>();

    @Override
    public Optional<Secret> find(DeviceIdentity device) {
      return Optional.ofNullable(kept.get(device));
    }

    @Override
    public void keep(DeviceIdentity device, Secret deviceSecret) {
      kept.put(device, deviceSecret);
    }
  }

  @Test
  void keepsSecretsWithWhoeverOffers() throws IOException {
    credentials.keep(DEVICE, Secret.of("one"));
    assertEquals(1, ours.kept.size());
    Memory theirs = new Memory();
    offered.bind(theirs);
    assertTrue(credentials.find(DEVICE).isEmpty());
    credentials.keep(DEVICE, Secret.of("two"));
    assertEquals(Secret.of("two"), theirs.kept.get(DEVICE));
    assertEquals(Secret.of("one"), ours.kept.get(DEVICE));
  }

  /** A secret is issued once: who looks in the wrong place would ask for another in vain. */
  @Test
  void doesNotLookElsewhereWhileAStoreIsReplaced() throws IOException {
    Memory theirs = new Memory();
    offered.bind(theirs);
    credentials.keep(DEVICE, Secret.of("two"));
    offered.unbind(theirs);
    assertThrows(IOException.class, () -> credentials.find(DEVICE));
    assertThrows(IOException.class, () -> credentials.keep(DEVICE, Secret.of("three")));
    offered.bind(theirs);
    assertEquals(Optional.of(Secret.of("two")), credentials.find(DEVICE));
  }

  @Test
  void theNewOneMayComeBeforeTheOldOneGoes() throws IOException {
    Memory former = new Memory();
    Memory next = new Memory();
    offered.bind(former);
    offered.bind(next);
    offered.unbind(former);
    credentials.keep(DEVICE, Secret.of("two"));
    assertEquals(1, next.kept.size());
  }
}
