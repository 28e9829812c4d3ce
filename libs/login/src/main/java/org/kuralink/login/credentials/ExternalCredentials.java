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
 * The store of issued secrets that another bundle registers as a service, which may come and go. A
 * store that is being replaced is not treated as missing. Any thread may call.
 */
public final class ExternalCredentials {

  private @Nullable CredentialStore store;
  private @Nullable CredentialStore guarded;
  private boolean expected;

  /** Sets the store. */
  public synchronized void bind(CredentialStore service) {
    store = service;
    guarded = new GuardedCredentialStore(service);
    expected = true;
  }

  /** Removes the store, unless another one has replaced it. */
  public synchronized void unbind(CredentialStore service) {
    if (service.equals(store)) {
      store = null;
      guarded = null;
    }
  }

  /**
   * Returns the store to use now, with a time limit for each call.
   *
   * @return empty if no store was ever registered
   * @throws IOException if the store is not registered any more
   */
  public synchronized Optional<CredentialStore> present() throws IOException {
    if (guarded == null && expected) {
      throw new IOException(
          "the credential store is not registered any more; start its bundle, or restart this one to"
              + " continue without it");
    }
    return Optional.ofNullable(guarded);
  }
}
