/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import java.util.Map;

/** Signs with a secret that remains hidden from the line. Thread-safe; does not block. */
public interface LineSigner {

  /** Returns the platform's name of the algorithm: hmacmd5, hmacsha1 or hmacsha256. */
  String method();

  /**
   * Signs the concatenated names and values of parameters, sorted by name and without separators
   * (developer guide 3.1).
   *
   * @return the signature in upper-case hexadecimal
   */
  String sign(Map<String, String> parameters);

  /**
   * Returns the SHA-256 digest of the secret followed by a text: key material for a line with an
   * encryption of its own, such as the symmetric encryption of CoAP.
   *
   * @return 32 bytes
   */
  byte[] digest(String text);
}
