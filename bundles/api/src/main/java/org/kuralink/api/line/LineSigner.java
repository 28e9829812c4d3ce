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

/** Signs with a secret that a line never sees. Safe for any thread; does not block. */
public interface LineSigner {

  /** The algorithm as the platform calls it: hmacmd5, hmacsha1 or hmacsha256. */
  String method();

  /**
   * Signs names and values, sorted by name, with nothing between them (developer guide 3.1).
   *
   * @return upper-case hex
   */
  String sign(Map<String, String> parameters);

  /**
   * SHA-256 of the secret followed by a text: the stuff of a key, for a line that encrypts by
   * itself as CoAP's symmetric encryption does.
   *
   * @return 32 bytes
   */
  byte[] digest(String text);
}
