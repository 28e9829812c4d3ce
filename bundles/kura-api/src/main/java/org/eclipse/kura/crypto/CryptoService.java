/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.crypto;

import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ProviderType;

/** Kura's encryption of configured passwords; the part that Kuralink calls. */
@ProviderType
public interface CryptoService {

  /**
   * Decrypts a password as Kura stores it.
   *
   * @throws KuraException if the text was not encrypted with this gateway's key; an unchecked
   *     IllegalArgumentException is possible as well when it has another form altogether
   */
  char[] decryptAes(char[] encryptedValue) throws KuraException;
}
