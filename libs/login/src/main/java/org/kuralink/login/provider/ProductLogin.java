/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.login.LoginException;
import org.kuralink.login.credentials.file.RegistrationJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns the device secret: the configured one, else the stored one, else one that it requests
 * from the platform, once. An issued secret is stored on disk before it is used; while that fails,
 * it is kept in memory and the log-in waits. If the process is killed between the platform's
 * response and the write, the secret is lost: the operator has to delete the device on the platform
 * and create it again, and the record in the journal allows to report this.
 */
final class ProductLogin {

  private static final Logger LOG = LoggerFactory.getLogger(ProductLogin.class);

  private final LoginSettings settings;
  private final CredentialStore store;
  private final RegistrationJournal journal;
  private final Registrar registrar;
  private final Clock clock;
  private final SecureRandom random;
  private @Nullable Secret issued;

  ProductLogin(
      LoginSettings settings,
      CredentialStore store,
      Registrar registrar,
      Clock clock,
      SecureRandom random) {
    this.settings = settings;
    this.store = store;
    this.journal = store instanceof RegistrationJournal kept ? kept : RegistrationJournal.none();
    this.registrar = registrar;
    this.clock = clock;
    this.random = random;
  }

  Secret deviceSecret() throws LoginException {
    if (settings.deviceSecret().isPresent()) {
      return settings.deviceSecret().get();
    }
    if (issued != null) {
      keep(issued);
    }
    DeviceIdentity device = settings.identity();
    try {
      Optional<Secret> kept = store.find(device);
      if (kept.isPresent()) {
        return kept.get();
      }
    } catch (IOException e) {
      throw new LoginException(
          SessionFault.Cause.CREDENTIAL_STORE,
          "the stored secret of " + device + " cannot be read: " + e.getMessage());
    }
    return register(device);
  }

  private Secret register(DeviceIdentity device) throws LoginException {
    Secret productSecret =
        settings
            .productSecret()
            .orElseThrow(
                () ->
                    new LoginException(
                        SessionFault.Cause.CONFIGURATION,
                        "product.secret is missing, which is needed to register " + device));
    Optional<Instant> earlier = beginAsking(device);
    Secret secret;
    try {
      secret = registrar.register(settings, productSecret, Long.toString(random.nextLong() >>> 1));
    } catch (LoginException e) {
      throw explained(device, earlier, e);
    }
    issued = secret;
    keep(secret);
    LOG.info("{} was registered; its secret is stored on this machine", device);
    return secret;
  }

  /** Records the request, which also verifies before the request that the store is writable. */
  private Optional<Instant> beginAsking(DeviceIdentity device) throws LoginException {
    try {
      Optional<Instant> earlier = journal.begun(device);
      if (earlier.isEmpty()) {
        journal.begin(device, clock.instant());
      }
      return earlier;
    } catch (IOException e) {
      throw new LoginException(
          SessionFault.Cause.CREDENTIAL_STORE,
          "did not request the secret of "
              + device
              + ", because it could not be stored: "
              + e.getMessage());
    }
  }

  private void keep(Secret secret) throws LoginException {
    DeviceIdentity device = settings.identity();
    try {
      store.keep(device, secret);
      issued = null;
    } catch (IOException e) {
      throw new LoginException(
          SessionFault.Cause.CREDENTIAL_STORE,
          "the platform issued the secret of "
              + device
              + ", but it cannot be stored ("
              + e.getMessage()
              + "); it is kept in memory: free disk space, and do not stop this program");
    }
    forget(device);
  }

  /** Removes the record; one that remains is harmless once the secret is stored. */
  private void forget(DeviceIdentity device) {
    try {
      journal.end(device);
    } catch (IOException e) {
      LOG.debug("The registration mark of {} stays: {}", device, e.getMessage());
    }
  }

  private LoginException explained(
      DeviceIdentity device, Optional<Instant> earlier, LoginException e) {
    boolean answered =
        e.cause() == SessionFault.Cause.WRONG_SECRET
            || e.cause() == SessionFault.Cause.UNKNOWN_DEVICE
            || e.cause() == SessionFault.Cause.CONFIGURATION
            || e.cause() == SessionFault.Cause.REGISTRATION_REFUSED;
    if (answered && earlier.isPresent()) {
      return new LoginException(
          e.cause(),
          e.getMessage()
              + ". A registration started at "
              + earlier.get()
              + " did not complete, so its secret may have been issued and lost:"
              + " delete the device on the platform and create it again");
    }
    if (answered) {
      forget(device);
    }
    return e;
  }
}
