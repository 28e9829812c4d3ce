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
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

class GuardedCredentialStoreTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");

  private static GuardedCredentialStore store(Callable<Optional<Secret>> find) {
    return new GuardedCredentialStore(new Foreign(find), Duration.ofMillis(200));
  }

  private static IOException failureOf(GuardedCredentialStore store) {
    return assertThrows(IOException.class, () -> store.find(DEVICE));
  }

  @Test
  void passesOnWhatItFindsAndWhyItFails() throws Exception {
    assertEquals(Secret.of("s"), store(() -> Optional.of(Secret.of("s"))).find(DEVICE).get());
    IOException own = new IOException("locked");
    GuardedCredentialStore failing =
        store(
            () -> {
              throw own;
            });
    assertSame(own, failureOf(failing));
    assertThrows(IOException.class, () -> failing.keep(DEVICE, Secret.of("s")));
  }

  @Test
  void namesTheStoreThatThrowsWhatItMayNot() {
    for (Throwable thrown :
        new Throwable[] {
          new StackOverflowError(), new InterruptedException("its own"), new IllegalStateException()
        }) {
      IOException e =
          failureOf(
              store(
                  () -> {
                    throw Foreign.<RuntimeException>raised(thrown);
                  }));
      assertTrue(e.getMessage().contains(Foreign.class.getName()), e.getMessage());
      assertTrue(e.getMessage().contains(thrown.getClass().getSimpleName()), e.getMessage());
    }
  }

  @Test
  void namesTheStoreThatFindsNull() {
    assertTrue(failureOf(store(() -> null)).getMessage().contains(Foreign.class.getName()));
  }

  @Test
  void doesNotWaitForOneThatNeverReturnsNorAskItTwice() {
    CountDownLatch release = new CountDownLatch(1);
    GuardedCredentialStore store =
        store(
            () -> {
              boolean waiting = true;
              while (waiting) {
                try {
                  release.await();
                  waiting = false;
                } catch (InterruptedException e) {
                  // it does as it likes
                }
              }
              return Optional.empty();
            });
    String words = failureOf(store).getMessage();
    assertTrue(words.contains(Foreign.class.getName()), words);
    words = failureOf(store).getMessage();
    assertTrue(words.contains("has not returned"), words);
    release.countDown();
  }

  /** What has returned may be asked again, whether or not its thread has ended. */
  @Test
  void asksAgainAsSoonAsItHasReturned() throws IOException {
    GuardedCredentialStore store =
        new GuardedCredentialStore(new Foreign(() -> Optional.of(Secret.of("s"))));
    for (int i = 0; i < 3_000; i++) {
      assertEquals(Optional.of(Secret.of("s")), store.find(DEVICE));
    }
  }

  private record Foreign(Callable<Optional<Secret>> finding) implements CredentialStore {

    @Override
    public Optional<Secret> find(DeviceIdentity device) throws IOException {
      try {
        return finding.call();
      } catch (Exception e) {
        throw Foreign.<RuntimeException>raised(e);
      }
    }

    @Override
    public void keep(DeviceIdentity device, Secret deviceSecret) throws IOException {
      find(device);
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> T raised(Throwable thrown) throws T {
      throw (T) thrown;
    }
  }
}
