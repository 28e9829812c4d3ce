/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.login.LoginException;
import org.kuralink.login.credentials.file.FileCredentialStore;

class ProductLoginTest {

  private final VirtualTime time = new VirtualTime();
  private final List<String> randoms = new ArrayList<>();
  private @Nullable LoginException refusal;
  @TempDir private Path directory;

  private Secret register(LoginSettings settings, Secret productSecret, String random)
      throws LoginException {
    randoms.add(random);
    if (refusal != null) {
      throw refusal;
    }
    return Secret.of("issued-" + randoms.size());
  }

  private ProductLogin product(LoginSettings settings, CredentialStore store) {
    return new ProductLogin(settings, store, this::register, time.clock(), new SecureRandom());
  }

  private static LoginSettings settings() {
    return Settings.of(Authentication.PRODUCT_CERTIFICATE).noDeviceSecret().get();
  }

  @Test
  void asksOnceAndNeverAgain() throws LoginException {
    for (int start = 0; start < 3; start++) {
      ProductLogin product = product(settings(), new FileCredentialStore(directory));

      assertEquals(Secret.of("issued-1"), product.deviceSecret());
      assertEquals(Secret.of("issued-1"), product.deviceSecret());
    }
    assertEquals(1, randoms.size());
  }

  @Test
  void neverAsksWhenASecretIsConfigured() throws LoginException {
    LoginSettings configured = Settings.of(Authentication.PRODUCT_CERTIFICATE).get();

    assertEquals(
        Secret.of("secret"),
        product(configured, new FileCredentialStore(directory)).deviceSecret());
    assertTrue(randoms.isEmpty());
  }

  @Test
  void asksWithAnotherRandomEachTime() {
    refusal = new LoginException(SessionFault.Cause.TIMEOUT, "no answer");
    ProductLogin product = product(settings(), new FileCredentialStore(directory));
    for (int i = 0; i < 50; i++) {
      assertThrows(LoginException.class, product::deviceSecret);
    }

    assertEquals(50, new HashSet<>(randoms).size());
    assertNotEquals("", randoms.get(0));
  }

  @Test
  void usesNoSecretThatIsNotKeptAndHoldsItUntilItIs() throws LoginException {
    FullDisk disk = new FullDisk();
    ProductLogin product = product(settings(), disk);
    for (int i = 0; i < 3; i++) {
      LoginException e = assertThrows(LoginException.class, product::deviceSecret);
      assertEquals(SessionFault.Cause.CREDENTIAL_STORE, e.cause());
      assertTrue(e.getMessage().contains("do not stop this program"), e.getMessage());
      assertFalse(e.getMessage().contains("issued-"));
    }
    disk.full = false;

    assertEquals(Secret.of("issued-1"), product.deviceSecret());
    assertEquals(1, randoms.size());
  }

  @Test
  void doesNotAskWhenTheStoreCannotBeRead() throws Exception {
    FileCredentialStore store = new FileCredentialStore(directory);
    store.keep(Settings.DEVICE, Secret.of("kept"));
    try (var files = Files.list(directory)) {
      Files.writeString(files.findFirst().orElseThrow(), "rubbish");
    }

    LoginException e =
        assertThrows(LoginException.class, () -> product(settings(), store).deviceSecret());

    assertEquals(SessionFault.Cause.CREDENTIAL_STORE, e.cause());
    assertTrue(e.getMessage().contains("is damaged"), e.getMessage());
    assertTrue(randoms.isEmpty());
  }

  @Test
  void doesNotAskWhenTheStoreCannotBeWritten() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    LoginException e =
        assertThrows(
            LoginException.class,
            () -> product(settings(), new FileCredentialStore(file.resolve("x"))).deviceSecret());

    assertEquals(SessionFault.Cause.CREDENTIAL_STORE, e.cause());
    assertTrue(randoms.isEmpty());
  }

  @Test
  void tellsAfterACrashWhatHappened() {
    refusal = new LoginException(SessionFault.Cause.TIMEOUT, "no answer");
    assertThrows(
        LoginException.class,
        () -> product(settings(), new FileCredentialStore(directory)).deviceSecret());
    refusal = new LoginException(SessionFault.Cause.REGISTRATION_REFUSED, "refused");

    for (int start = 0; start < 2; start++) {
      LoginException e =
          assertThrows(
              LoginException.class,
              () -> product(settings(), new FileCredentialStore(directory)).deviceSecret());

      assertEquals(SessionFault.Cause.REGISTRATION_REFUSED, e.cause());
      assertTrue(
          e.getMessage().contains("A registration started at 2026-01-01T00:00:00Z"),
          e.getMessage());
      assertTrue(e.getMessage().contains("delete the device"), e.getMessage());
    }
  }

  @Test
  void blamesNoCrashWhenThePlatformRefusedAtOnce() {
    refusal = new LoginException(SessionFault.Cause.REGISTRATION_REFUSED, "refused");
    for (int i = 0; i < 2; i++) {
      LoginException e =
          assertThrows(
              LoginException.class,
              () -> product(settings(), new FileCredentialStore(directory)).deviceSecret());

      assertEquals("refused", e.getMessage());
    }
  }

  @Test
  void leavesNoMarkBehindASuccess() throws Exception {
    FileCredentialStore store = new FileCredentialStore(directory);
    product(settings(), store).deviceSecret();

    assertEquals(Optional.empty(), store.begun(Settings.DEVICE));
  }

  private static final class FullDisk implements CredentialStore {

    private boolean full = true;
    private Optional<Secret> kept = Optional.empty();

    @Override
    public Optional<Secret> find(DeviceIdentity device) {
      return kept;
    }

    @Override
    public void keep(DeviceIdentity device, Secret deviceSecret) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      kept = Optional.of(deviceSecret);
    }
  }
}
