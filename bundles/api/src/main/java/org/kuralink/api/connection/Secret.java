/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A device secret, product secret or token. Only {@link #reveal} returns its text; no log line,
 * exception or {@code toString} shows it.
 */
public final class Secret {

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Creates a secret from its text. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** Returns the text, for signing or storing; it must not be displayed. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
