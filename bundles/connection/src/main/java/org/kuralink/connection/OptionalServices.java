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
import java.util.Optional;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.credentials.DecryptedPasswords;
import org.kuralink.login.credentials.ExternalCredentials;

/**
 * The services that other bundles may offer to a connection: Kura's data directory, the decryption
 * of passwords, and a store of issued secrets. A service that is being replaced is not treated as
 * missing: its last result stays in use. Any thread may call; no lock is held while a service is
 * called.
 */
final class OptionalServices {

  private final DecryptedPasswords passwords = new DecryptedPasswords();
  private final ExternalCredentials lent = new ExternalCredentials();
  private @Nullable SystemService system;
  private Optional<String> directory = Optional.empty();

  synchronized void bind(SystemService service) {
    system = service;
  }

  synchronized void unbind(SystemService service) {
    if (service.equals(system)) {
      system = null;
    }
  }

  void bind(CryptoService service) {
    passwords.bind(service, stored -> () -> service.decryptAes(stored));
  }

  void unbind(CryptoService service) {
    passwords.unbind(service);
  }

  void bind(CredentialStore service) {
    lent.bind(service);
  }

  void unbind(CredentialStore service) {
    lent.unbind(service);
  }

  private synchronized @Nullable SystemService system() {
    return system;
  }

  /**
   * Returns the data directory of a connection.
   *
   * @param frameworkProperty the parent directory to use without Kura
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

  String decrypt(String stored) {
    return passwords.read(stored);
  }

  /**
   * Returns the store of issued secrets.
   *
   * @param ours the store to use if no other bundle has registered one
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
        return lent.present().orElse(ours);
      }
    };
  }
}
