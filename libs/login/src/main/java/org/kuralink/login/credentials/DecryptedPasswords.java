/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decrypts the passwords of a configuration with a service that may come and go: without the
 * service, the last results are used. Any thread may call; no lock is held while a password is
 * decrypted.
 */
public final class DecryptedPasswords {

  private static final Logger LOG = LoggerFactory.getLogger(DecryptedPasswords.class);

  /** The maximum number of remembered passwords, more than a configuration has. */
  private static final int MOST = 8;

  private final Map<String, String> readable = new LinkedHashMap<>();
  private @Nullable Object owner;
  private @Nullable Function<char[], Callable<char[]>> cipher;

  /**
   * Sets the decryption service.
   *
   * @param decrypting returns the decryption of a stored password, which throws if the password is
   *     not encrypted
   */
  public synchronized void bind(Object service, Function<char[], Callable<char[]>> decrypting) {
    owner = service;
    cipher = decrypting;
  }

  /** Removes the service, unless another one has replaced it. */
  public synchronized void unbind(Object service) {
    if (service.equals(owner)) {
      owner = null;
      cipher = null;
    }
  }

  /**
   * Returns the password in plain text; a password that cannot be decrypted is taken as plain text.
   */
  public String read(String stored) {
    Function<char[], Callable<char[]>> asked;
    synchronized (this) {
      asked = cipher;
      if (asked == null) {
        return readable.getOrDefault(stored, stored);
      }
    }
    try {
      String plain = new String(asked.apply(stored.toCharArray()).call());
      remember(stored, plain);
      return plain;
    } catch (Exception e) {
      LOG.debug("A password is not encrypted");
      return stored;
    }
  }

  private synchronized void remember(String stored, String plain) {
    readable.remove(stored);
    readable.put(stored, plain);
    if (readable.size() > MOST) {
      readable.remove(readable.keySet().iterator().next());
    }
  }
}
