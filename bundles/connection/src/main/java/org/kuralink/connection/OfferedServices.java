/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.credentials.GuardedCredentialStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others may offer to a connection, as it comes and goes: where its data lie, who makes its
 * passwords readable, where issued secrets are kept. One that is being replaced is not taken for
 * one that never was: what it said last holds meanwhile. Any thread may call; no lock is held while
 * one of them is asked.
 */
final class OfferedServices {

  private static final Logger LOG = LoggerFactory.getLogger(OfferedServices.class);

  /** More passwords than a connection has. */
  private static final int PASSWORDS = 8;

  private @Nullable SystemService system;
  private @Nullable CryptoService crypto;
  private @Nullable CredentialStore store;
  private @Nullable GuardedCredentialStore guarded;
  private boolean storeExpected;
  private Optional<String> directory = Optional.empty();

  /** What was decrypted last, for as long as nobody is there who could. */
  private final Map<String, String> readable = new LinkedHashMap<>();

  synchronized void bind(SystemService service) {
    system = service;
  }

  synchronized void unbind(SystemService service) {
    if (service.equals(system)) {
      system = null;
    }
  }

  synchronized void bind(CryptoService service) {
    crypto = service;
  }

  synchronized void unbind(CryptoService service) {
    if (service.equals(crypto)) {
      crypto = null;
    }
  }

  synchronized void bind(CredentialStore service) {
    store = service;
    guarded = new GuardedCredentialStore(service);
    storeExpected = true;
  }

  synchronized void unbind(CredentialStore service) {
    if (service.equals(store)) {
      store = null;
      guarded = null;
    }
  }

  private synchronized @Nullable SystemService system() {
    return system;
  }

  private synchronized @Nullable CryptoService crypto() {
    return crypto;
  }

  private synchronized Optional<GuardedCredentialStore> guarded() throws IOException {
    if (guarded == null && storeExpected) {
      throw new IOException(
          "the credential store is away; start its bundle, or start this one anew to go on without"
              + " it");
    }
    return Optional.ofNullable(guarded);
  }

  /**
   * The directory of a connection.
   *
   * @param frameworkProperty where data lie without Kura
   */
  Optional<Path> dataDirectory(Optional<String> frameworkProperty, String name) {
    SystemService asked = system();
    Optional<String> told = Optional.ofNullable(asked).map(SystemService::getKuraDataDirectory);
    Optional<String> kuras;
    synchronized (this) {
      directory = asked == null ? directory : told;
      kuras = directory;
    }
    return DataDirectory.of(kuras, frameworkProperty, name);
  }

  /** Passwords come encrypted from Kura, but not always; what cannot be decrypted is plain. */
  String decrypt(String stored) {
    CryptoService asked = crypto();
    if (asked == null) {
      synchronized (this) {
        return readable.getOrDefault(stored, stored);
      }
    }
    try {
      String plain = new String(asked.decryptAes(stored.toCharArray()));
      remember(stored, plain);
      return plain;
    } catch (KuraException | RuntimeException e) {
      LOG.debug("A password is not encrypted");
      return stored;
    }
  }

  private synchronized void remember(String stored, String plain) {
    readable.remove(stored);
    readable.put(stored, plain);
    if (readable.size() > PASSWORDS) {
      readable.remove(readable.keySet().iterator().next());
    }
  }

  /**
   * Where issued secrets are kept.
   *
   * @param ours takes them as long as nobody else has offered to
   */
  CredentialStore credentials(CredentialStore ours) {
    return new CredentialStore() {
      @Override
      public Optional<Secret> find(DeviceIdentity device) throws IOException {
        return either().find(device);
      }

      @Override
      public void keep(DeviceIdentity device, Secret deviceSecret) throws IOException {
        either().keep(device, deviceSecret);
      }

      private CredentialStore either() throws IOException {
        return guarded().map(CredentialStore.class::cast).orElse(ours);
      }
    };
  }
}
