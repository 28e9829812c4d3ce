/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import org.kuralink.api.ota.UpdateFault;

/** A file could not be had. */
public final class DownloadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  private DownloadException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  static DownloadException passing(String message) {
    return new DownloadException(Kind.PASSING, message);
  }

  static DownloadException lasting(String message) {
    return new DownloadException(Kind.LASTING, message);
  }

  /** The server does not take the address any more. */
  public static DownloadException expired(String message) {
    return new DownloadException(Kind.EXPIRED, message);
  }

  /** The file is not the one that was ordered. */
  public static DownloadException wrongFile(String message) {
    return new DownloadException(Kind.WRONG_FILE, message);
  }

  Kind kind() {
    return kind;
  }

  /** Whether the server does not take the address any more. */
  public boolean isExpired() {
    return kind == Kind.EXPIRED;
  }

  /** How it is reported. */
  public UpdateFault fault() {
    return kind == Kind.WRONG_FILE ? UpdateFault.VERIFICATION : UpdateFault.DOWNLOAD;
  }

  enum Kind {
    /** Another attempt may succeed. */
    PASSING,
    /** No other attempt will. */
    LASTING,
    EXPIRED,
    WRONG_FILE
  }
}
