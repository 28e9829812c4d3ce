/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CredentialStore;

/**
 * The store of issued secrets that another bundle lends, as it comes and goes. One that is being
 * replaced is not taken for one that never was. Any thread may call.
 */
public final class LentCredentials {

  private @Nullable CredentialStore store;
  private @Nullable CredentialStore guarded;
  private boolean expected;

  /** A store has come. */
  public synchronized void bind(CredentialStore service) {
    store = service;
    guarded = new GuardedCredentialStore(service);
    expected = true;
  }

  /** A store has gone; the one that came in its place stays. */
  public synchronized void unbind(CredentialStore service) {
    if (service.equals(store)) {
      store = null;
      guarded = null;
    }
  }

  /**
   * The store to ask now, which has a limit for each call.
   *
   * @return empty as long as nobody has lent one
   * @throws IOException while one that was lent is away
   */
  public synchronized Optional<CredentialStore> present() throws IOException {
    if (guarded == null && expected) {
      throw new IOException(
          "the credential store is away; start its bundle, or start this one anew to go on without"
              + " it");
    }
    return Optional.ofNullable(guarded);
  }
}
